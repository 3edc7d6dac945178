# syntax=docker/dockerfile:1
FROM node:20-bookworm-slim AS build
RUN apt-get update \
  && apt-get install -y --no-install-recommends g++ make python3 libfaiss-dev libopenblas-dev \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev
COPY . .
# Compiles what npm ci leaves undone and bundles the program. Layers keep times of files in whole
# seconds only, and the set-up knows files by their times: unrounded, each start would bundle anew.
RUN find . -type f -exec touch -d @1700000000 {} + && node src/setup/setup.mjs

FROM node:20-bookworm-slim
# The compiled FAISS module needs OpenMP and BLAS at run time.
RUN apt-get update \
  && apt-get install -y --no-install-recommends libgomp1 libopenblas0-pthread tini \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY --from=build --chown=node:node /app /app
ENV NODE_ENV=production PAPERBOY_DATA_DIR=/data HOST=0.0.0.0 PORT=3000
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
  CMD node -e "fetch('http://127.0.0.1:' + process.env.PORT + '/healthz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"
ENTRYPOINT ["tini", "--", "node", "src/setup/paperboy.mjs"]
CMD ["serve"]
