/** `@tradewind/events` with its fail points armed, as preload.ts puts it into a process of the crash suite. */
import { startEvents as start, type Events, type EventsOptions, type SqlTransaction } from '@tradewind/events'
import { noteDuplicate, strike } from './arming.ts'

export * from '@tradewind/events'

const { searchParams } = new URL(import.meta.url)
const folder = searchParams.get('folder')!
const part = searchParams.get('part')!

/** Dies where the suite has told it to; everything else is as in production. */
export function startEvents<Tx extends SqlTransaction>(options: EventsOptions<Tx>): Promise<Events> {
  return start({
    ...options,
    failPoints: {
      afterHandOver: () => strike(folder, part, 'afterHandOver'),
      afterCommit: (outcome) => {
        if (outcome === 'duplicate') noteDuplicate(folder)
        strike(folder, part, 'afterCommit')
      },
    },
  })
}
