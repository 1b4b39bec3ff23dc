// The composition plugin of rover 0.41, which starts it as `supergraph-v<version> compose <file>`, where <file> is
// supergraph.yaml with every schema inlined, and reads one JSON value from its output:
// {"Ok": {supergraphSdl, hints}} or {"Err": {build_errors}}.
import { readFile } from 'node:fs/promises'
import { composeSubgraphs, type Finding } from '@tradewind/composition'
import { parse as parseYaml } from 'yaml'
import { z } from 'zod'

const inlinedShape = z.object({
  subgraphs: z.record(
    z.string(),
    z.object({ routing_url: z.string().default(''), schema: z.object({ sdl: z.string() }) }),
  ),
})

async function pluginOutput(file: string): Promise<object> {
  const { subgraphs } = inlinedShape.parse(parseYaml(await readFile(file, 'utf8')))
  const sources = Object.entries(subgraphs).map(([name, { routing_url: url, schema }]) => ({
    name,
    url,
    sdl: schema.sdl,
    place: name,
  }))
  const result = composeSubgraphs(sources)
  return result.ok
    ? { Ok: { supergraphSdl: result.supergraphSdl.trimEnd(), hints: result.hints.map(toMessage) } }
    : { Err: { build_errors: result.errors.map((error) => ({ type: 'composition', ...toMessage(error) })) } }
}

// Rover prints the message only, so the places go into it; `nodes` is for Apollo Studio.
function toMessage({ code, message, locations }: Finding): object {
  const places = locations.map(({ place, line, column }) => `${place}:${line}:${column}`)
  const where = places.length > 0 ? ` (${places.join(', ')})` : ''
  return { code, message: `${message}${where}`, nodes: [], omittedNodesCount: 0 }
}

const [command, file] = process.argv.slice(2)
if (command !== 'compose' || !file) {
  console.error('This plugin is started by rover: supergraph-v<version> compose <file>')
  process.exitCode = 2
} else {
  const output = await pluginOutput(file)
  console.log(JSON.stringify(output))
  process.exitCode = 'Ok' in output ? 0 : 1
}
