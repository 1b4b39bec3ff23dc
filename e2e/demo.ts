/** `npm run demo`: tells the shop's main story against a running system (`npm start`), step by step. */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { tellStory } from './story.ts'

const graphqlUrl = process.env['ROUTER_URL'] ?? 'http://localhost:4000/graphql'
const name = 'lighthouse-prints.csv'

try {
  await tellStory({
    graphqlUrl,
    staff: { email: 'staff@tradewind.example', password: 'tradewind-demo' },
    csv: { name, content: await readFile(path.join(import.meta.dirname, 'fixtures', name), 'utf8') },
    tag: 'print',
    tell: (line) => console.log(line),
  })
} catch (error) {
  const { cause, message } = error as Error & { cause?: { code?: string } }
  console.error(
    cause?.code === 'ECONNREFUSED'
      ? `Nothing answers at ${graphqlUrl}; run \`npm start\` in another window.`
      : message,
  )
  process.exitCode = 1
}
