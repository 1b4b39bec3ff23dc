import { clientAddress } from '../rate-limit/client-address.ts'

/** What a client is connected by: a socket, or a response that goes on. */
interface ClientConnection {
  readonly closed: boolean
  once(event: 'close', listener: () => void): unknown
}

export interface ClientConnectionsOptions {
  /** For each client; 0 for any number. */
  readonly limit: number
  /** How many proxies of ours connections come through. */
  readonly proxies: number
}

/** What a client is told that has as many as it may. */
export const TOO_MANY_FROM_ADDRESS =
  'There are as many live connections from this address as there may be; close one first.'

/** The live connections of each client, by its address as rate limits know it: WebSockets, and streams over HTTP. */
export class ClientConnections {
  readonly #options: ClientConnectionsOptions
  readonly #open = new Map<string, number>()

  constructor(options: ClientConnectionsOptions) {
    this.#options = options
  }

  /** Counts a connection until it closes; false when its client has as many as it may. */
  admit(connection: ClientConnection, peer: string, forwardedFor: string | undefined): boolean {
    const { limit, proxies } = this.#options
    if (limit === 0 || connection.closed) return true
    const address = clientAddress(peer, forwardedFor, proxies)
    const open = this.#open.get(address) ?? 0
    if (open >= limit) return false
    this.#open.set(address, open + 1)
    connection.once('close', () => this.#close(address))
    return true
  }

  #close(address: string): void {
    const left = (this.#open.get(address) ?? 0) - 1
    if (left > 0) this.#open.set(address, left)
    else this.#open.delete(address)
  }
}
