/** Writes docker-compose.yml from supergraph.yaml (part of `npm run compose`); `--check` fails when it is stale. */
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { composeFile } from './docker/compose-file.ts'

const file = path.resolve(import.meta.dirname, '../docker-compose.yml')
const text = composeFile()
const current = ((): string | null => {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
})()

if (process.argv.includes('--check')) {
  if (current !== text) {
    console.error('docker-compose.yml is not what supergraph.yaml gives. Run "npm run compose".')
    process.exitCode = 1
  }
} else if (current === text) {
  console.log('docker-compose.yml was up to date.')
} else {
  writeFileSync(file, text)
  console.log('Wrote docker-compose.yml.')
}
