import { once } from 'node:events'
import { connect } from 'node:net'
import { subscription } from './workload.ts'

export type Transport = 'WebSocket' | 'SSE'

/** Clients that do as little as they can. */
export interface Clients {
  /** Forgets what came so far. */
  reset(): void
  /** How long each event took from the subgraph to a client, in milliseconds. */
  readonly delays: readonly number[]
  stop(): void
}

const AT_A_TIME = 50

/** Opens a connection with one subscription for each client; `upcOf` says to what. */
export async function openClients(
  url: string,
  transport: Transport,
  count: number,
  upcOf: (client: number) => string,
): Promise<Clients> {
  let delays: number[] = []
  const closers: (() => void)[] = []
  const open = transport === 'SSE' ? openSse : openWebSocket
  function receive(text: string): void {
    const at = performance.timeOrigin + performance.now()
    for (const [, changedAt] of text.matchAll(/"changedAt":([\d.]+)/g)) delays.push(at - Number(changedAt))
  }
  for (let first = 0; first < count; first += AT_A_TIME) {
    const length = Math.min(AT_A_TIME, count - first)
    const opened = Array.from({ length }, (_, index) => open(url, upcOf(first + index), receive))
    closers.push(...(await Promise.all(opened)))
  }
  return {
    reset: () => void (delays = []),
    get delays() {
      return delays
    },
    stop() {
      for (const close of closers) close()
    },
  }
}

type Receive = (text: string) => void

async function openSse(url: string, upc: string, receive: Receive): Promise<() => void> {
  const { hostname, port, pathname } = new URL(url)
  const socket = connect(Number(port), hostname)
  const body = JSON.stringify({ query: subscription, variables: { upc } })
  const head = [
    `POST ${pathname} HTTP/1.1`,
    `host: ${hostname}`,
    'accept: text/event-stream',
    'content-type: application/json',
    `content-length: ${body.length}`,
  ]
  socket.write(`${head.join('\r\n')}\r\n\r\n${body}`)
  const [answer] = (await once(socket, 'data')) as [Buffer]
  if (!answer.toString().startsWith('HTTP/1.1 200')) throw new Error(`No stream: ${answer.toString()}`)
  socket.on('data', (chunk) => receive(chunk.toString()))
  return () => socket.destroy()
}

async function openWebSocket(url: string, upc: string, receive: Receive): Promise<() => void> {
  const socket = new WebSocket(url.replace('http', 'ws'), 'graphql-transport-ws')
  await once(socket, 'open')
  socket.send('{"type":"connection_init"}')
  await once(socket, 'message')
  const payload = { query: subscription, variables: { upc } }
  socket.send(JSON.stringify({ type: 'subscribe', id: '1', payload }))
  socket.addEventListener('message', ({ data }) => receive(String(data)))
  return () => socket.close()
}
