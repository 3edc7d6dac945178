import { config as loadDotenv } from 'dotenv';
import {
  type Config,
  check,
  examine,
  type Finding,
  openPaperboy,
  PaperboyError,
  readConfig,
} from '../../../src/index.ts';
import type { Output } from '../output.ts';

/** `doctor`: looks at everything and says what to do; exit code 1 if something is wrong. */
export async function doctor(
  options: { json?: boolean; dataDir?: string },
  output: Output,
): Promise<number> {
  const findings = await findAll(options);
  if (options.json) {
    output.json(findings);
  } else {
    const signs = { ok: '✓', warn: '!', error: '✗' };
    for (const { level, text, hint } of findings) {
      output.data(`${signs[level]} ${text}`);
      if (hint) output.data(`    ${hint}`);
    }
  }
  return findings.some(({ level }) => level === 'error') ? 1 : 0;
}

async function findAll(options: { dataDir?: string }): Promise<Finding[]> {
  loadDotenv({ quiet: true });
  let config: Config;
  try {
    config = readConfig(process.env, { ...options, serve: true });
  } catch (error) {
    if (!(error instanceof PaperboyError)) throw error;
    return [{ level: 'error', text: error.message, hint: error.hint }];
  }
  const node: Finding = { level: 'ok', text: `Node ${process.version}` };
  return [node, ...(await core(config)), ...(await platforms(config))];
}

async function core(config: Config): Promise<Finding[]> {
  return check('Store', async () => {
    const paperboy = await openPaperboy(config);
    try {
      return await examine(paperboy);
    } finally {
      await paperboy.close();
    }
  });
}

async function platforms(config: Config): Promise<Finding[]> {
  const { discord, slack, email } = config;
  const none = !discord && !slack && !email;
  const hint =
    'Set DISCORD_TOKEN or SLACK_BOT_TOKEN to answer in chat; .env.example explains them.';
  return [
    ...(none ? [{ level: 'ok' as const, text: 'Platforms: none configured', hint }] : []),
    ...(discord
      ? await check('Discord', async () => {
          const { checkDiscord } = await import('../../discord/check.ts');
          return checkDiscord(discord);
        })
      : []),
    ...(slack
      ? await check('Slack', async () => {
          const { checkSlack } = await import('../../slack/check.ts');
          return checkSlack(slack);
        })
      : []),
    ...(email
      ? await check('Mail', async () => {
          const { checkEmail } = await import('../../email/check.ts');
          return checkEmail(email);
        })
      : []),
  ];
}
