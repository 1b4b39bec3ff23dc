export { ReplayError } from './error.ts'
export type { Source } from './outbox.ts'
export { countEvents, replay, surveyAll, type Progress, type Replayed, type ReplayOptions } from './replay.ts'
