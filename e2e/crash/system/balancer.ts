import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

export interface Balancer {
  readonly url: string
  close(): void
}

/**
 * What stands before the replicas of a subgraph in production, as little of it as will do: each connection goes to the
 * next replica in turn, or to the one after if that does not answer. What a dying replica cuts off stays cut off.
 */
export async function startBalancer(targets: readonly string[]): Promise<Balancer> {
  const ports = targets.map((url) => Number(new URL(url).port))
  const open = new Set<Socket>()
  const track = (socket: Socket): Socket => {
    open.add(socket)
    socket.on('error', () => undefined)
    return socket.on('close', () => open.delete(socket))
  }
  let turn = 0

  const server = createServer((client) => {
    track(client).pause()
    const first = turn++
    const attempt = (tries: number): void => {
      if (tries === ports.length) {
        client.destroy()
        return
      }
      const upstream = track(connect(ports[(first + tries) % ports.length]!, '127.0.0.1'))
      const next = (): void => attempt(tries + 1)
      upstream.once('error', next)
      upstream.once('connect', () => {
        upstream.off('error', next)
        client.pipe(upstream).pipe(client)
        client.on('close', () => upstream.destroy())
        upstream.on('close', () => client.destroy())
      })
    }
    attempt(0)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.close()
      for (const socket of open) socket.destroy()
    },
  }
}
