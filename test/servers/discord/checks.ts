import { z } from 'zod';

/**
 * What Discord refuses, as far as the bot's requests can touch it; read from the documentation and
 * the OpenAPI description of API version 10. Unknown fields are refused too, to find typing errors.
 */
const snowflake = z.string().regex(/^\d{1,20}$/);
const webUrl = z.url({ protocol: /^(https?|attachment)$/ }).max(2048);
const text = (max: number) => z.string().min(1).max(max);

const embed = z.strictObject({
  title: text(256).optional(),
  url: webUrl.optional(),
  description: text(4096).optional(),
  color: z.int().min(0).max(0xffffff).optional(),
  footer: z.strictObject({ text: text(2048) }).optional(),
  image: z.strictObject({ url: webUrl }).optional(),
});

const button = z.strictObject({
  type: z.literal(2),
  style: z.int().min(1).max(4),
  label: text(80),
  custom_id: text(100),
});

const select = z.strictObject({
  type: z.literal(3),
  custom_id: text(100),
  placeholder: text(150),
  options: z
    .array(z.strictObject({ label: text(100), value: text(100) }))
    .min(1)
    .max(25),
});

const row = z.strictObject({
  type: z.literal(1),
  components: z.union([z.array(button).min(1).max(5), z.array(select).length(1)]),
});

const nobody = z.strictObject({
  parse: z.array(z.never()),
  replied_user: z.literal(false).optional(),
});

const parts = {
  content: z.string().max(2000).optional(),
  embeds: z.array(embed).max(10).optional(),
  components: z.array(row).max(5).optional(),
  attachments: z
    .array(
      z.strictObject({ id: snowflake, filename: text(1024), description: text(1024).optional() }),
    )
    .max(10)
    .optional(),
  allowed_mentions: nobody,
};

type Message = z.infer<z.ZodObject<typeof parts>>;

/** What a message breaks as a whole. */
function wholeMessage(message: Message, context: z.RefinementCtx): void {
  const refuse = (problem: string) => context.addIssue({ code: 'custom', message: problem });
  const embeds = message.embeds ?? [];
  const length = embeds.reduce(
    (sum, { title, description, footer }) =>
      sum + (title ?? '').length + (description ?? '').length + (footer?.text ?? '').length,
    0,
  );
  if (length > 6000) refuse(`embeds hold ${length} characters; 6000 are allowed`);
  if (embeds.some(({ title, description, image }) => !title && !description && !image)) {
    refuse('an embed is empty');
  }
  const ids = (message.components ?? []).flatMap(({ components }) =>
    components.map(({ custom_id }) => custom_id),
  );
  if (new Set(ids).size !== ids.length) refuse('custom ids repeat');
  const names = new Set((message.attachments ?? []).map(({ filename }) => filename));
  for (const { image } of embeds) {
    const name = image?.url.startsWith('attachment://') ? image.url.slice(13) : undefined;
    if (name !== undefined && !names.has(name)) refuse(`no file is called ${name}`);
  }
  if (!message.content && embeds.length === 0 && names.size === 0) refuse('the message is empty');
}

/** `POST /channels/{id}/messages` */
export const createMessage = z
  .strictObject({
    ...parts,
    nonce: text(25),
    enforce_nonce: z.literal(true),
    message_reference: z
      .strictObject({ message_id: snowflake, fail_if_not_exists: z.boolean() })
      .optional(),
  })
  .superRefine(wholeMessage);

/** `PATCH` of a message, over a channel or a webhook */
export const editMessage = z.strictObject(parts).superRefine(wholeMessage);

/** `POST /webhooks/{application}/{token}` */
export const followUp = z
  .strictObject({ ...parts, flags: z.union([z.literal(0), z.literal(64)]).optional() })
  .superRefine(wholeMessage);

const choices = z.array(z.strictObject({ name: text(100), value: text(100) })).max(25);

const textInput = z.strictObject({
  type: z.literal(4),
  custom_id: text(100),
  label: text(45),
  style: z.union([z.literal(1), z.literal(2)]),
  min_length: z.int().min(0).max(4000),
  max_length: z.int().min(1).max(4000),
  placeholder: text(100),
  required: z.boolean(),
});

/** `POST /interactions/{id}/{token}/callback` */
export const callback = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal(4), data: followUp }),
  z.strictObject({
    type: z.literal(5),
    data: z.strictObject({ flags: z.literal(64) }).optional(),
  }),
  z.strictObject({ type: z.literal(6) }),
  z.strictObject({ type: z.literal(8), data: z.strictObject({ choices }) }),
  z.strictObject({
    type: z.literal(9),
    data: z.strictObject({
      custom_id: text(100),
      title: text(45),
      components: z
        .array(z.strictObject({ type: z.literal(1), components: z.array(textInput).length(1) }))
        .min(1)
        .max(5),
    }),
  }),
]);

/** `POST /channels/{id}/messages/{id}/threads` */
export const createThread = z.strictObject({
  name: text(100),
  auto_archive_duration: z.union([60, 1440, 4320, 10080].map((minutes) => z.literal(minutes))),
});

/** `POST /users/@me/channels` */
export const createDirect = z.strictObject({ recipient_id: snowflake });

const optionName = z.string().regex(/^[-_\p{Ll}\p{N}]{1,32}$/u);

const leaf = z
  .strictObject({
    type: z.union([3, 4, 5, 10].map((type) => z.literal(type))),
    name: optionName,
    description: text(100),
    required: z.boolean().optional(),
    autocomplete: z.boolean().optional(),
    max_length: z.int().min(1).max(6000).optional(),
    min_value: z.number().optional(),
    max_value: z.number().optional(),
    choices: z
      .array(z.strictObject({ name: text(100), value: text(100) }))
      .max(25)
      .optional(),
  })
  .refine((option) => !(option.autocomplete && option.choices), 'choices and autocomplete exclude')
  .refine((option) => option.max_length === undefined || option.type === 3, 'length of no text');

/** Required options stand first, and names are unique. */
function inOrder(options: { name: string; required?: boolean }[]): boolean {
  const names = new Set(options.map(({ name }) => name));
  const firstOptional = options.findIndex(({ required }) => !required);
  const late = options.findLastIndex(({ required }) => required);
  return names.size === options.length && (firstOptional === -1 || late < firstOptional);
}

const leaves = z.array(leaf).max(25).refine(inOrder, 'order or names of options');
const subcommands = z
  .array(
    z.strictObject({
      type: z.literal(1),
      name: optionName,
      description: text(100),
      options: leaves.optional(),
    }),
  )
  .max(25);

const reach = {
  contexts: z.array(z.int().min(0).max(2)).min(1),
  integration_types: z.array(z.int().min(0).max(1)).min(1),
};

/** `PUT /applications/{id}/commands` */
export const commandList = z
  .array(
    z.discriminatedUnion('type', [
      z.strictObject({
        type: z.literal(1),
        name: optionName,
        description: text(100),
        options: z.union([leaves, subcommands]).optional(),
        ...reach,
      }),
      z.strictObject({ type: z.literal(3), name: text(32), ...reach }),
    ]),
  )
  .max(130)
  .refine((list) => list.filter(({ type }) => type === 3).length <= 5, 'menu entries')
  .refine((list) => list.every((command) => textLength(command) <= 8000), 'text of a command');

/** Characters of names, descriptions and values, which Discord counts together. */
function textLength(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce<number>((sum, part) => sum + textLength(part), 0);
}
