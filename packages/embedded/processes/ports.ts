import { createServer, type Server } from 'node:net'

// Below what systems hand out to outgoing connections: one of those could take a port between our look and its use.
const [lowest, highest] = [15_000, 32_000]

/** Whether a server may listen there now. */
export async function isFree(port: number, host: string): Promise<boolean> {
  const server = await listen(port, host)
  if (server) await close(server)
  return server !== null
}

/** Distinct ports of 127.0.0.1 that nothing listens on at this moment. */
export async function freePorts(count: number): Promise<number[]> {
  const taken = new Map<number, Server>()
  while (taken.size < count) {
    const port = lowest + Math.floor(Math.random() * (highest - lowest))
    // All are held until the last is found: to two callers at the same time they are in use.
    const server = taken.has(port) ? null : await listen(port, '127.0.0.1')
    if (server) taken.set(port, server)
  }
  await Promise.all([...taken.values()].map(close))
  return [...taken.keys()]
}

/** A server on that port, or null when the port cannot be had. */
async function listen(port: number, host: string): Promise<Server | null> {
  const server = createServer()
  const { promise, resolve, reject } = Promise.withResolvers<Server | null>()
  server.once('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(null)
    else reject(error)
  })
  server.listen(port, host, () => resolve(server))
  return await promise
}

const close = (server: Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()))
