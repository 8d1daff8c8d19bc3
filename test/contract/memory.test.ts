import { memoryBus } from '../../templates/runtime/memory.js';
import { contractSuite } from './suite.js';

contractSuite('memory', { makeBus: (options) => memoryBus(options), patience: 5_000 });
contractSuite('memory, payloads shared', {
  makeBus: (options) => memoryBus({ ...options, payloads: 'shared' }),
  patience: 5_000,
});
