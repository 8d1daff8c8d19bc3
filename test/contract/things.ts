import { contract } from '../../fixtures/contract/expected/index.js';

/** The operations on things of the contract suite, at an address of one's own. */
export const thingsOn = (address: string, partitions = 1) => {
  const { publishThing, onThing } = contract.operations;
  if (publishThing === undefined || onThing === undefined) throw new Error('no things');
  const bindings = { ...publishThing.channel.bindings, kafka: { partitions } };
  const channel = { ...publishThing.channel, address, bindings };
  const operations = {
    publishThing: { ...publishThing, channel },
    onThing: { ...onThing, channel },
  };
  return { ...contract, operations };
};
