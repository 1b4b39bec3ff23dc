import { brokenRules } from './rules.ts'
import type { Shop } from './shop.ts'
import type { Story } from './steps.ts'
import { take } from './take.ts'
import { World } from './world.ts'

/** Tells a story, and sees in both of its quiet times that all books agree. Throws what is wrong, and all that happened. */
export async function tell(shop: Shop, story: Story): Promise<World> {
  const world = await World.begin(shop, story)
  try {
    for (const steps of [story.rush, story.afterwards]) {
      for (const step of steps) await take(world, step)
      await world.settle(story)
      const broken = await brokenRules(world)
      if (broken.length > 0) throw new Error(broken.join('\n'))
    }
    return world
  } catch (error) {
    const { message } = error as Error
    throw new Error([message, '', 'What happened:', ...world.trace.lines].join('\n'), { cause: error })
  }
}
