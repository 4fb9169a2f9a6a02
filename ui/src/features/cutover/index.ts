export { CutOverScreen } from './Screen';
