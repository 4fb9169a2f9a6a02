export { BatchesScreen } from './Screen';
