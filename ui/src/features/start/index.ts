export { StartScreen } from './Screen';
