export { ActivityScreen } from './Screen';
