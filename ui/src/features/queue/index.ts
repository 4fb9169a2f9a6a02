export { QueueScreen } from './Screen';
