import type { Variant } from '../../data/graphs.ts'
import { readLintConfig } from '../lint/rules.ts'
import type { Tools } from '../tools.ts'
import type { LintTask } from '../types.ts'

/** Lints a schema by the variant's rules. What was against them before is nobody's fault now: it is left out. */
export async function checkLint(
  { analyst }: Tools,
  variant: Variant,
  sdl: string,
  baseSdl: string | null,
): Promise<LintTask> {
  const config = readLintConfig(variant.lintConfig)
  const result = await analyst.lint({ sdl, baseSdl, config })
  return { kind: 'LINT', status: result.errorsCount > 0 ? 'FAILED' : 'PASSED', ...result }
}
