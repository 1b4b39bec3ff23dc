import type { Listening, Logger } from '@tradewind/service'
import type { Change } from './change.ts'
import { readMessage } from './message.ts'
import { listenOnPostgres } from './postgres.ts'
import { listenOnRedis } from './redis.ts'

export interface ChangeListener {
  /** Something changed. Told at least once; perhaps not at all while `listening` is false. */
  readonly onChange: (change: Change) => void
  /** From now on every change is heard. What changed before then is not told. */
  readonly onListening: () => void
  /** Changes may go unheard from a little while ago until `onListening` is called again. */
  readonly onLost: () => void
}

export interface ListenOptions extends ChangeListener {
  /** `redis://…`, `rediss://…` or `postgres://…`: where the events' queues are. */
  readonly queueUrl: string
  readonly logger: Logger
  /** Milliseconds between two questions whether the connection still lives. */
  readonly probeInterval?: number
}

/** What a back end gives: texts that were sent, and when they are heard. */
export interface Channel extends Omit<ListenOptions, 'onChange' | 'probeInterval'> {
  readonly onMessage: (text: string) => void
  readonly probeInterval: number
}

const backends: Record<string, (channel: Channel) => Listening> = {
  'redis:': listenOnRedis,
  'rediss:': listenOnRedis,
  'postgres:': listenOnPostgres,
  'postgresql:': listenOnPostgres,
}

/**
 * Listens for what relays tell of changes (`Bus.broadcast`) until it is stopped; a connection that is lost is made anew.
 * Does not wait for the first connection: nothing is heard before `onListening` is called.
 * @throws a sentence for the operator when the URL is not one of a queue.
 */
export function listenForChanges({ onChange, probeInterval = 2_000, ...options }: ListenOptions): Listening {
  const listens = backends[URL.parse(options.queueUrl)?.protocol ?? '']
  if (!listens) throw new Error('The queue URL must begin with redis://, rediss:// or postgres://.')
  return listens({
    ...options,
    probeInterval,
    onMessage(text) {
      const change = readMessage(text)
      if (change) onChange(change)
    },
  })
}
