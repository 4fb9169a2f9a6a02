export { QuarantineScreen } from './Screen';
