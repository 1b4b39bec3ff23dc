import { keepListening, type KeepListeningOptions, type Listening } from '../keep-listening.ts'
import { listen, type ListenOptions } from './listen.ts'

export type NotificationsOptions = Omit<ListenOptions, 'signal'> & Omit<KeepListeningOptions, 'listen'>

/** Listens for PostgreSQL's notifications until it is stopped: a connection that is lost is opened anew. See `listen`. */
export const listenToNotifications = (options: NotificationsOptions): Listening =>
  keepListening({
    ...options,
    listen: (signal, heard) =>
      listen({
        ...options,
        onListening() {
          heard()
          options.onListening()
        },
        signal,
      }),
  })
