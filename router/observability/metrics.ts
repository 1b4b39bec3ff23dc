import { Counter, Gauge, Histogram } from 'prom-client'

// Labels hold only values from short, fixed sets: never an operation's text, name or variables.
const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** How long GraphQL requests took, and (its count) how many there were. */
export const requestSeconds = new Histogram({
  name: 'tradewind_router_request_seconds',
  help: 'Seconds from the arrival of a GraphQL request to the end of its response, by operation type and HTTP status.',
  labelNames: ['type', 'status'],
  buckets,
})

export const requestsUnderWay = new Gauge({
  name: 'tradewind_router_requests_under_way',
  help: 'GraphQL requests that have arrived and are not yet answered.',
})

export const errors = new Counter({
  name: 'tradewind_router_errors_total',
  help: 'Errors in GraphQL responses, by their code.',
  labelNames: ['code'],
})

export const subgraphSeconds = new Histogram({
  name: 'tradewind_router_subgraph_seconds',
  help: 'Seconds a subgraph took to answer the router, by subgraph and outcome (ok, errors, unavailable, abandoned).',
  labelNames: ['subgraph', 'outcome'],
  buckets,
})

export const subgraphStreams = new Gauge({
  name: 'tradewind_router_subgraph_streams',
  help: 'Subscriptions that subgraphs stream to the router, by subgraph; identical ones of clients share one.',
  labelNames: ['subgraph'],
})

export const subgraphStreamBreaks = new Counter({
  name: 'tradewind_router_subgraph_stream_breaks_total',
  help: 'Times a subgraph gave no stream, or broke one off, by subgraph and outcome (resumed: it is asked again, ended).',
  labelNames: ['subgraph', 'outcome'],
})

export const supergraphReloads = new Counter({
  name: 'tradewind_router_supergraph_reloads_total',
  help: 'Changes of the supergraph, by outcome (loaded, refused).',
  labelNames: ['outcome'],
})

export const usageRequests = new Counter({
  name: 'tradewind_router_usage_requests_total',
  help: 'Requests that were to be reported to the registry, by outcome (reported, dropped).',
  labelNames: ['outcome'],
})

export const usageReports = new Counter({
  name: 'tradewind_router_usage_reports_total',
  help: 'Tries to send a usage report to the registry, by outcome (accepted, refused, failed).',
  labelNames: ['outcome'],
})

export const persistedQueries = new Counter({
  name: 'tradewind_router_persisted_queries_total',
  help: 'Operations named by id (listed, automatic, unknown), and texts that are not on the list (unlisted).',
  labelNames: ['outcome'],
})

export const operationCost = new Histogram({
  name: 'tradewind_router_operation_cost',
  help: 'Cost of operations in units of one object, by kind (estimated: before execution, actual: of the answer).',
  labelNames: ['kind'],
  buckets: [1, 10, 100, 500, 1_000, 5_000, 10_000, 50_000, 100_000, 1_000_000],
})
