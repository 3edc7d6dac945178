export { setUpModules as setup } from './setup.mjs';
