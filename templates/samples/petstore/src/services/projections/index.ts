import { project } from '../../kernel/projector.js';
import type { Service } from '../../kernel/service.js';
import { readModels } from './models.js';

/** Keeps the read models of the API up to date, each by itself and at its own pace. */
export const startProjections = async ({ app }: Service): Promise<void> => {
  for (const { name, apply } of readModels) {
    await project(app, name, async (tx, event) => {
      await apply(tx, event, name);
      await tx.sql`select pg_notify('petstore', '')`;
    });
  }
};
