import { Counter } from 'prom-client'

const requests = new Counter({
  name: 'tradewind_router_hot_path_requests_total',
  help: 'Requests to GraphQL over POST, by how they were answered (hot path, front).',
  labelNames: ['by'],
})

/** Looked up once: it is counted for every request. */
export const answeredBy = {
  hotPath: requests.labels({ by: 'hot path' }),
  front: requests.labels({ by: 'front' }),
}
