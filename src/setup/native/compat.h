// Force-included before faiss-node's source. FAISS 1.7.4 moved the id type from
// `faiss::Index::idx_t` to `faiss::idx_t`, which is what the addon names; Debian 12
// ships FAISS 1.7.3.
#pragma once

#include <memory>

#include <faiss/Index.h>

#if FAISS_VERSION_MAJOR == 1 && \
    (FAISS_VERSION_MINOR < 7 || (FAISS_VERSION_MINOR == 7 && FAISS_VERSION_PATCH < 4))
namespace faiss {
using idx_t = Index::idx_t;
}
#endif
