import { spawn, type ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { freePorts } from '@tradewind/embedded'
import { parse } from 'yaml'

const root = path.resolve(import.meta.dirname, '../..')

interface ComposeService {
  readonly build?: { readonly target: string }
  readonly command?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
}

const { services } = parse(readFileSync(path.join(root, 'docker-compose.yml'), 'utf8')) as {
  services: Record<string, ComposeService>
}

/** The services that run our images, in the order of the file. */
export const ownServices = Object.entries(services).flatMap(([name, { build }]) =>
  build ? [{ name, target: build.target }] : [],
)

/** The image's health check: what Docker would run in the container. */
const healthCheck = JSON.parse(
  /HEALTHCHECK[^]*?CMD (\[.*\])/.exec(readFileSync(path.join(root, 'deploy/docker/Dockerfile'), 'utf8'))![1]!,
) as string[]

/** Where on this machine the containers' names and secrets are to be found. */
export interface Host {
  readonly secretsFolder: string
  /** The port that stands for `<service>:<port>`. */
  readonly ports: ReadonlyMap<string, number>
}

/** Gives every port that a container of ours listens on a free one of this machine. */
export async function placePorts(): Promise<Map<string, number>> {
  const listening = ownServices.flatMap(({ name }) =>
    Object.entries(services[name]?.environment ?? {})
      .filter(([key]) => key.endsWith('PORT'))
      .map(([, port]) => `${name}:${port}`),
  )
  // At once, so that none is given twice.
  const ports = await freePorts(listening.length)
  return new Map(listening.map((place, index) => [place, ports[index]!]))
}

/** The one thing a container does not have: what earlier processes have compiled. */
const compiled = { NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] }

/** Starts exactly the command of a container, with exactly its environment, names and mounts brought to this machine. */
export function startContainer(name: string, host: Host): ChildProcess {
  const [program, ...args] = services[name]!.command!
  return spawn(program === 'node' ? process.execPath : program!, args, {
    cwd: root,
    env: { ...environmentOf(name, host), ...compiled },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
}

/** Runs the image's health check for a container; its exit status. */
export function checkHealth(name: string, host: Host): Promise<number | null> {
  const [, ...args] = healthCheck
  const check = spawn(process.execPath, args, {
    env: { ...environmentOf(name, host), ...compiled },
    stdio: 'ignore',
  })
  return new Promise((resolve) => check.once('exit', resolve))
}

function environmentOf(name: string, { secretsFolder, ports }: Host): Record<string, string> {
  const entries = Object.entries(services[name]?.environment ?? {}).map(([key, value]): [string, string] => {
    if (key.endsWith('PORT')) return [key, String(ports.get(`${name}:${value}`))]
    const here = value
      .replaceAll(/\$\{\w+:-([^}]*)\}/g, '$1')
      .replaceAll('/run/secrets/', `${secretsFolder}/`)
      .replaceAll(/([a-z-]+:\d+)/g, (address) =>
        ports.has(address) ? `127.0.0.1:${ports.get(address)}` : address,
      )
    return [key, here]
  })
  // What the Dockerfile sets, but for the address to listen on.
  return { ...Object.fromEntries(entries), NODE_ENV: 'production', HOST: '127.0.0.1' }
}
