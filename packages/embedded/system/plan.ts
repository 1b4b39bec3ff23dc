import { freePorts, isFree } from '../processes/ports.ts'
import type { Settings } from './environment.ts'
import { StartError } from '../error.ts'
import type { PartDefinition } from './parts.ts'

/** A part with the ports it really gets. */
export interface PlannedPart extends PartDefinition {
  readonly url: string
}

/** Gives every part its ports: those of the settings, or any free ones. */
export async function assignPorts(
  definitions: readonly PartDefinition[],
  settings: Settings,
  ephemeral: boolean,
): Promise<PlannedPart[]> {
  const count = definitions.flatMap(({ ports }) => Object.keys(ports)).length
  const free = ephemeral ? await freePorts(count) : []
  return definitions.map((definition) => {
    const ports = Object.fromEntries(
      Object.entries(definition.ports).map(([variable, byDefault]) => [
        variable,
        free.pop() ?? settings.portOf(owner(definition.name, variable), byDefault),
      ]),
    )
    return { ...definition, ports, url: `http://127.0.0.1:${ports['PORT']}` }
  })
}

/** @throws StartError that names every port in use, and what to set instead */
export async function requireFreePorts(parts: readonly PlannedPart[], settings: Settings): Promise<void> {
  const wanted = parts.flatMap(({ name, ports, edge }) =>
    Object.entries(ports).map(([variable, port]) => {
      const setting = `${owner(name, variable).toUpperCase().replaceAll('-', '_')}_PORT`
      return { name, port, setting, host: edge ? settings.HOST : '127.0.0.1' }
    }),
  )
  const faults = []
  for (const { name, port, setting, host } of wanted) {
    if (await isFree(port, host).catch((error: Error) => refuseHost(host, error))) continue
    faults.push(
      `Port ${port}, which ${name} needs, is in use: stop the program that uses it, or set ${setting} in .env to a free port.`,
    )
  }
  if (faults.length > 0) throw new StartError(faults.join('\n  '))
}

function refuseHost(host: string, error: Error): never {
  throw new StartError(
    `HOST=${host} is not an address of this machine that can be listened on: ${error.message}.`,
  )
}

/** `PORT` is set by the name of the part, any other port of it by its own name. */
function owner(part: string, variable: string): string {
  return variable === 'PORT' ? part : variable.replace(/_PORT$/, '').toLowerCase()
}
