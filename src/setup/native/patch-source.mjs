import { createHash } from 'node:crypto';

/** SHA-256 of `src/faiss.cc` in faiss-node 0.5.1, the only text these patches were written for. */
const EXPECTED = 'b6c71f71706005e50b1e876658ec2e102716c00d5028cc0e8579bae54058b5ef';

/**
 * What is wrong with the addon's source and how it is put right: `[from, to, times]`.
 * Each `from` must occur exactly `times` times.
 */
const PATCHES = [
  // The constructor was one for the whole process: a second thread that loaded the addon
  // used the first thread's objects, and V8 aborted.
  [
    'inline static Napi::FunctionReference *constructor;',
    'inline static thread_local Napi::FunctionReference *constructor;',
    1,
  ],
  // search() never freed the query, and an exception from FAISS lost every buffer.
  [
    'float *xq = new float[length];',
    'std::unique_ptr<float[]> xq_owner(new float[length]);\n    float *xq = xq_owner.get();',
    1,
  ],
  [
    'float *xb = new float[length];',
    'std::unique_ptr<float[]> xb_owner(new float[length]);\n    float *xb = xb_owner.get();',
    2,
  ],
  [
    'idx_t *xb = new idx_t[length];',
    'std::unique_ptr<idx_t[]> xb_owner(new idx_t[length]);\n    idx_t *xb = xb_owner.get();',
    1,
  ],
  ['    delete[] xb;\n', '', 3],
  ['idx_t *I = new idx_t[k * nq];', 'std::unique_ptr<idx_t[]> I(new idx_t[k * nq]);', 1],
  ['float *D = new float[k * nq];', 'std::unique_ptr<float[]> D(new float[k * nq]);', 1],
  ['index_->search(nq, xq, k, D, I);', 'index_->search(nq, xq, k, D.get(), I.get());', 1],
  ['    delete[] I;\n    delete[] D;\n', '', 1],
  // fromBuffer() and toBuffer() leaked a copy of the whole index each.
  [
    'auto buffer = Napi::Buffer<uint8_t>::Copy(env, info[0].As<Napi::Buffer<uint8_t>>().Data(), info[0].As<Napi::Buffer<uint8_t>>().Length());\n    faiss::VectorIOReader *reader = new faiss::VectorIOReader();\n    reader->data = std::vector<uint8_t>(buffer.Data(), buffer.Data() + buffer.Length());',
    'auto buffer = info[0].As<Napi::Buffer<uint8_t>>();\n    faiss::VectorIOReader reader;\n    reader.data = std::vector<uint8_t>(buffer.Data(), buffer.Data() + buffer.Length());',
    1,
  ],
  ['faiss::read_index(reader)', 'faiss::read_index(&reader)', 1],
  [
    'faiss::VectorIOWriter *writer = new faiss::VectorIOWriter();',
    'faiss::VectorIOWriter writer;',
    1,
  ],
  ['faiss::write_index(index_.get(), writer);', 'faiss::write_index(index_.get(), &writer);', 1],
  ['writer->data.data(), writer->data.size()', 'writer.data.data(), writer.data.size()', 1],
];

/**
 * The addon's source with its leaks and its abort in worker threads cured.
 *
 * @param {string} source the text of faiss-node's `src/faiss.cc`
 * @returns {string} the text to compile
 * @throws {Error} when the source is not the one the patches were written for
 */
export function patchSource(source) {
  const digest = createHash('sha256').update(source).digest('hex');
  if (digest !== EXPECTED) {
    throw new Error(
      `faiss-node's src/faiss.cc is not that of version 0.5.1 (SHA-256 ${digest.slice(0, 12)}…): ` +
        'review src/setup/faiss/patch-source.mjs against the new source before raising the version.',
    );
  }
  return PATCHES.reduce((text, [from, to, times]) => {
    const parts = text.split(from);
    if (parts.length - 1 !== times) {
      throw new Error(
        `A patch of faiss-node's source found ${parts.length - 1} places instead of ${times}: ${from}`,
      );
    }
    return parts.join(to);
  }, source);
}
