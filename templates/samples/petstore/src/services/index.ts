import type { Hono } from 'hono';
import type { ServiceName } from '../config.js';
import type { App } from '../kernel/app.js';
import { Service } from '../kernel/service.js';
import { startAdoptions } from './adoptions/index.js';
import { startAnalytics } from './analytics.js';
import { createApi } from './api/index.js';
import { startCertificates } from './certificates.js';
import { startEmail } from './email.js';
import { startPartners } from './partners.js';
import { startPets } from './pets/index.js';
import { startProjections } from './projections/index.js';
import { startShelter } from './shelter.js';
import { startWebhooks } from './webhooks.js';

type Start = (service: Service) => Promise<void>;

const services: Readonly<Record<Exclude<ServiceName, 'api'>, Start>> = {
  pets: startPets,
  projections: startProjections,
  adoptions: startAdoptions,
  partners: startPartners,
  certificates: startCertificates,
  email: startEmail,
  shelter: startShelter,
  webhooks: startWebhooks,
  analytics: startAnalytics,
};

/** Starts what the configuration asks for. Services do not know of each other. @returns the API */
export const startServices = async (app: App): Promise<Pick<Hono, 'fetch'> | undefined> => {
  const wanted = [...app.config.services].filter((name) => name !== 'api');
  await Promise.all(wanted.map((name) => services[name](new Service(app, name))));
  return app.config.services.has('api') ? createApi(app) : undefined;
};
