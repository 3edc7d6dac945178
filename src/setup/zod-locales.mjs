/**
 * An esbuild plugin: of zod's error messages in fifty languages, a tenth of what a command loads,
 * the bundle has the English ones.
 */
export const englishZodOnly = {
  name: 'english-zod-only',
  setup(build) {
    build.onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js';",
    }));
  },
};
