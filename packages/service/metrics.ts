import { collectDefaultMetrics, Counter, Gauge, Histogram, register } from 'prom-client'

let collecting = false

/** Starts the process' own figures (CPU, memory, event loop) on prom-client's registry, once. */
export function collectProcessMetrics(name: string): void {
  if (collecting) return
  collecting = true
  register.setDefaultLabels({ service: name })
  collectDefaultMetrics()
}

/** Everything measured in this process, in Prometheus' text format. */
export async function metricsResponse(): Promise<Response> {
  return new Response(await register.metrics(), { headers: { 'content-type': register.contentType } })
}

/** How long GraphQL requests took, by outcome. */
export const requestSeconds = new Histogram({
  name: 'tradewind_graphql_request_seconds',
  help: 'Seconds from the arrival of a GraphQL request to its response, by HTTP status.',
  labelNames: ['status'],
  buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
})

/** How many subscriptions are open in this process. */
export const openSubscriptions = new Gauge({
  name: 'tradewind_graphql_subscriptions',
  help: 'Open GraphQL subscriptions.',
})

/** The events of subscriptions, those that say what went wrong included. */
export const subscriptionEvents = new Counter({
  name: 'tradewind_graphql_subscription_events_total',
  help: 'Events sent to GraphQL subscriptions.',
})
