export { LoadScreen } from './Screen';
