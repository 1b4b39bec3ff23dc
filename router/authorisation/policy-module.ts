import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { PolicyEvaluator } from './policies.ts'

/**
 * Loads an evaluator of policies: a module whose default export is a PolicyEvaluator. Throws a sentence when there is
 * none.
 */
export async function loadPolicyModule(path: string): Promise<PolicyEvaluator> {
  let loaded: { default?: unknown }
  try {
    loaded = (await import(pathToFileURL(resolve(path)).href)) as { default?: unknown }
  } catch (error) {
    throw new Error(`POLICY_MODULE ${path} cannot be loaded: ${(error as Error).message}`, { cause: error })
  }
  if (typeof loaded.default !== 'function') {
    throw new Error(
      `POLICY_MODULE ${path} must export as default a function that is given policies and the viewer.`,
    )
  }
  return loaded.default as PolicyEvaluator
}
