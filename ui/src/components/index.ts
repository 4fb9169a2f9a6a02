export { Ask, type Question } from './Ask';
export { HoldChip, StateChip } from './Chip';
export { Empty } from './Empty';
export { ErrorBox } from './ErrorBox';
export { Going } from './Going';
export { type Column, Grid, type Sort } from './Grid';
export { Money } from './Money';
