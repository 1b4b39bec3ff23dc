import { listenToNotifications, type Listening } from '@tradewind/service'
import { CHANGES_CHANNEL } from './channels.ts'
import type { Channel } from './listen.ts'

/** Listens on a session of its own of the queue database. */
export const listenOnPostgres = ({
  queueUrl,
  logger,
  probeInterval,
  onMessage,
  onListening,
  onLost,
}: Channel): Listening =>
  listenToNotifications({
    connection: { connectionString: queueUrl, application_name: 'tradewind-changes' },
    logger,
    broken: 'Changes are not heard of',
    mended: 'Changes are heard of',
    channels: [CHANGES_CHANNEL],
    onListening,
    onLost,
    onNotification: ({ payload }) => onMessage(payload ?? ''),
    probe: (client) => client.query('SELECT 1'),
    interval: probeInterval,
  })
