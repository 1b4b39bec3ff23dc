import type { ClientConfig } from 'pg'
import { listenToNotifications } from '../database/notifications.ts'
import type { Logger } from '../logger.ts'
import { LIVE_CHANNEL } from './announce.ts'

/** What this process hears of changes in its database, whichever process made them. See `announce` and `live`. */
export interface Topics {
  /** Whether changes are heard of at present; while not, the database is probably away. */
  readonly listening: boolean
  /** Resolves when it is known for the first time whether changes are heard of. */
  readonly settled: Promise<void>
  /**
   * Calls back after each change of a topic that is committed from now on. When changes may have been missed, each topic
   * counts as changed. Returns what ends it.
   */
  watch(topic: string, changed: () => void): () => void
  /**
   * Reads for all who watch a topic: those who ask while a read is under way that began after the topic's latest change
   * get its answer. So `read` must answer the same for everybody, and the same thing under one topic.
   */
  shared<State>(topic: string, read: () => Promise<State>): Promise<State>
  /** How many watch, all topics together. */
  readonly watchers: number
  stop(): Promise<void>
}

export interface TopicsOptions {
  /** How to reach the database: a pool's options will do. */
  readonly connection: ClientConfig
  readonly logger: Logger
}

interface Topic {
  readonly watchers: Set<() => void>
  reading: Promise<unknown> | undefined
}

/** How often it is looked whether the connection lives, in milliseconds. */
const PROBE_MS = 10_000

/** Listens for `announce` on one connection for the whole process, and opens it anew when it is lost. */
export function openTopics({ connection, logger }: TopicsOptions): Topics {
  const topics = new Map<string, Topic>()
  const settled = Promise.withResolvers<void>()

  function change(topic: Topic): void {
    topic.reading = undefined // it began before the change
    for (const changed of topic.watchers) changed()
  }
  function changeAll(): void {
    settled.resolve()
    for (const topic of topics.values()) change(topic)
  }

  const listening = listenToNotifications({
    connection,
    logger,
    broken: 'Subscribers do not hear of changes',
    mended: 'Subscribers hear of changes',
    channels: [LIVE_CHANNEL],
    onListening: changeAll, // for what was committed while nobody listened
    onNotification({ payload = '' }) {
      const topic = topics.get(payload)
      if (topic) change(topic)
    },
    onLost: changeAll, // they may get through on the pool
    probe: (client) => client.query('SELECT 1'),
    interval: PROBE_MS,
  })

  return {
    get listening() {
      return listening.listening
    },
    settled: settled.promise,
    watch(name, changed) {
      const topic = topics.get(name) ?? { watchers: new Set(), reading: undefined }
      topics.set(name, topic)
      // One of its own: the same function may watch twice.
      const watcher = (): void => changed()
      topic.watchers.add(watcher)
      return () => {
        topic.watchers.delete(watcher)
        if (topic.watchers.size === 0 && topics.get(name) === topic) topics.delete(name)
      }
    },
    shared<State>(name: string, read: () => Promise<State>): Promise<State> {
      const topic = topics.get(name)
      if (!topic) return read()
      if (topic.reading) return topic.reading as Promise<State>
      const reading = read().finally(() => {
        if (topic.reading === reading) topic.reading = undefined
      })
      topic.reading = reading
      return reading
    },
    get watchers() {
      return topics.values().reduce((sum, { watchers }) => sum + watchers.size, 0)
    },
    stop: () => listening.stop(),
  }
}
