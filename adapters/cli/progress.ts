/** Called with what is done and, where known, how much there is. */
export type OnProgress = (done: number, total?: number) => void;

/**
 * Runs work with a progress bar on standard error; without a terminal there is none. The bar
 * appears with the first report, so quick work shows nothing.
 */
export async function withProgress<T>(
  label: string,
  work: (onProgress: OnProgress) => Promise<T>,
): Promise<T> {
  if (!process.stderr.isTTY) return work(() => {});
  const { default: cliProgress } = await import('cli-progress');
  const bar = new cliProgress.SingleBar({
    format: `${label} {bar} {percentage}% {value}/{total} {eta_formatted}`,
    stream: process.stderr,
    clearOnComplete: true,
    hideCursor: true,
  });
  let started = false;
  try {
    return await work((done, total) => {
      if (!started) {
        bar.start(total ?? done, done);
        started = true;
      }
      bar.setTotal(total ?? done);
      bar.update(done);
    });
  } finally {
    if (started) bar.stop();
  }
}
