export { MappingScreen } from './Screen';
