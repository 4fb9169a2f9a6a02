export { SourcesScreen } from './Screen';
