import { Counter, Gauge } from 'prom-client'
import type { Transport } from './sink.ts'

const byTransport = <Child>(
  child: (labels: { transport: Transport }) => Child,
): Record<Transport, Child> => ({
  websocket: child({ transport: 'websocket' }),
  sse: child({ transport: 'sse' }),
  multipart: child({ transport: 'multipart' }),
})

const subscriptions = new Gauge({
  name: 'tradewind_router_subscriptions',
  help: 'Subscriptions that clients have open, by transport (websocket, sse, multipart).',
  labelNames: ['transport'],
})
const events = new Counter({
  name: 'tradewind_router_subscription_events_total',
  help: 'Events that were sent to clients, by transport.',
  labelNames: ['transport'],
})

export const openSubscriptions = byTransport((labels) => subscriptions.labels(labels))
export const deliveredEvents = byTransport((labels) => events.labels(labels))

export const droppedSubscriptions = new Counter({
  name: 'tradewind_router_subscriptions_dropped_total',
  help: 'Subscriptions the router ended, by transport and reason (slow, expired, stopping, unavailable, outdated).',
  labelNames: ['transport', 'reason'],
})

export const openWebSockets = new Gauge({
  name: 'tradewind_router_websockets',
  help: 'WebSocket connections of clients.',
})

export const closedWebSockets = new Counter({
  name: 'tradewind_router_websockets_closed_total',
  help: 'WebSocket connections that the router closed, by close code; 1006 are those whose client answered no ping.',
  labelNames: ['code'],
})
