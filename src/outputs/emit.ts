import type { OutputFile } from '../emit/output-file.js';
import type { Model } from '../model/model.js';
import { chosenProtocols } from '../protocols/index.js';
import { emitClient } from './client/index.js';
import { emitContract } from './contract/index.js';
import { emitDocs } from './docs/index.js';
import { emitIndex } from './index-file/index.js';
import { emitMessages } from './messages/emit-messages.js';
import type { EmitOptions } from './options.js';
import { emitRuntime } from './runtime/index.js';
import { printValidator } from './validators/index.js';

/** Every output of a model, sorted by path. The run time is always at `runtime/`, wherever it will lie. */
export async function emit(model: Model, options: EmitOptions): Promise<OutputFile[]> {
  const client = emitClient(model, options);
  const files = [
    emitIndex(model, options, client.types),
    client.file,
    emitContract(model, options),
    ...emitMessages(model, options, printValidator),
    ...emitRuntime(chosenProtocols(model, options.protocols), options.extras),
    ...(await emitDocs(model, options.sourceName)),
  ];
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}
