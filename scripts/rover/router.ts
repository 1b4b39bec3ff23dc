// The router plugin of rover 0.41, which `rover dev` starts as `router-v<version> --supergraph <file> --hot-reload
// --config <file> --log <LEVEL> --dev --listen <host>:<port>`. It writes every new supergraph into the file, shows the
// warnings and errors among the lines of JSON that the router prints, and ends the router with SIGKILL.
import { fork } from 'node:child_process'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { nodeFlags } from '../../packages/embedded/processes/node-flags.ts'
import { routerSettings } from './router-settings.ts'
import { toRoverLine } from './router-log.ts'

const script = path.resolve(import.meta.dirname, '../../router/main.ts')

// The router ends when the channel to us does, however we end.
const router = fork(script, {
  execArgv: [...nodeFlags('router/main.ts')],
  env: { ...process.env, ...routerSettings(process.argv.slice(2)) },
  stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
})
createInterface({ input: router.stdout! }).on('line', (line) => console.log(toRoverLine(line)))
router.once('exit', (code) => process.exit(code ?? 1))
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => router.kill(signal))

const rover = process.ppid
// Were rover killed, the router would keep its port for ever.
setInterval(() => process.ppid !== rover && process.exit(1), 1_000).unref()
