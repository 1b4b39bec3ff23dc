import { existsSync } from 'node:fs'
import { chromium, type Browser } from 'playwright-core'

const candidates = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** The machine's browser, or null. */
export function findBrowser(): string | null {
  const found = candidates.find((file) => existsSync(file)) ?? null
  if (!found) console.warn('NOTICE: no Chromium on this machine, so the pages are not opened in a browser.')
  return found
}

/** Starts the browser without a window. Nothing it opens by itself reaches for the network. */
export const launchBrowser = (executablePath: string): Promise<Browser> =>
  chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
