import { rmSync } from 'node:fs';
import { handleMcp } from '../../adapters/mcp/http.ts';
import { startWebServer, type WebServer } from '../../adapters/web/server.ts';
import { readConfig } from '../../src/config.ts';
import { silentLogger } from '../../src/log.ts';
import { openPaperboy, type Paperboy } from '../../src/paperboy.ts';
import { temporaryDir } from './databases.ts';

/** The core over the shipped papers, served on a free port of this machine. */
export interface ServedPaperboy {
  paperboy: Paperboy;
  web: WebServer;
  stop(): Promise<void>;
}

/** Starts it in a data directory of its own. */
export async function servePaperboy(options: { token?: string } = {}): Promise<ServedPaperboy> {
  const dataDir = temporaryDir();
  const paperboy = await openPaperboy(readConfig({ SENTENCE_ENCODER: 'false' }, { dataDir }));
  const { digests } = await paperboy.service({ adapters: () => new Map() });
  const web = await startWebServer(
    {
      paperboy,
      digests,
      token: options.token,
      mounts: [],
      mcp: (request) => handleMcp(paperboy, request),
      log: silentLogger,
      notReady: async () => [],
    },
    { host: '127.0.0.1', port: 0 },
  );
  return {
    paperboy,
    web,
    stop: async () => {
      await web.stop(1000);
      await paperboy.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
