import { memoryBus } from './generated/runtime/memory.js';
import { placeOrder } from './publisher.js';
import { startPacking } from './subscriber.js';

// The bus in this process. For Kafka, change this line and nothing else:
//   import { Kafka } from 'kafkajs';
//   import { kafkaBus } from './generated/runtime/kafka.js';
//   const bus = kafkaBus({ client: new Kafka({ brokers: ['localhost:9092'] }) });
const bus = memoryBus();

await startPacking(bus, ({ quantity, product }) => {
  console.log(`packing ${quantity} ${product}`);
}).ready;
await placeOrder(bus, 'rubber ducks', 3);

await bus.settled();
await bus.close();
