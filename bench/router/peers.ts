import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** Installs the gateways to compare with, which are no part of Tradewind, where they are not yet. */
export function installPeers(): void {
  const peers = new URL('peers/', import.meta.url).pathname
  if (existsSync(join(peers, 'node_modules'))) return
  console.log('Installing the gateways to compare with …')
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: peers,
  })
}
