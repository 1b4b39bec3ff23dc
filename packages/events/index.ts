export { defineEvent, type DataOf, type EventDefinition } from './definition.ts'
export {
  createEvent,
  InvalidEventError,
  parseEvent,
  type EventInput,
  type IntegrationEvent,
} from './envelope.ts'
export { publish, publishAll, type Publication } from './outbox/publish.ts'
export { sqlTransaction, type SqlTransaction } from './outbox/sql.ts'
export { subscribe, unsubscribe, type Subscription, type TwoSteps } from './subscribe.ts'
export { publishVersions, type Telling } from './versions/publish-versions.ts'
export { subscribeVersions, upcast, type Upcast } from './versions/subscribe-versions.ts'
export { readVersions, type Bound, type VersionStatus } from './versions/version-status.ts'
export { handleOnce, type EventDatabase } from './inbox/handle-once.ts'
export { startEvents, type Events, type EventsOptions } from './start-events.ts'
export { isSealed, sealedField, type SealedField } from './sealing/sealed-field.ts'
export { createSealing, SealingError, sealingKeys, type Sealing } from './sealing/sealing.ts'
export { every, type Rhythm, type Schedule, type ScheduledRun } from './schedule/every.ts'
export { sweep } from './schedule/sweep.ts'
export { isScheduleQueue, scheduleQueueOf } from './schedule/rhythm.ts'
export type { Decision } from './bus/decision.ts'
export { putBack } from './bus/put-back.ts'
export { openQueues, type OpenQueues, type OpenQueuesOptions } from './bus/open-queues.ts'
export { openBus } from './bus/open-bus.ts'
export { readRedisUrl } from './bus/redis-url.ts'
export type { Bindings, Bus, Consumer, ConsumerOptions, Delivery, Failure } from './bus/bus.ts'
export { withTraceparent } from '@tradewind/service'
