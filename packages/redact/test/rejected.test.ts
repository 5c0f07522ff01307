import { describe, expect, it } from 'vitest';
import { createRedactor } from '../src/index.ts';

const redactor = createRedactor();
const H = ['hunter', '2x'].join('');
const K = ['kX92', 'jLmq81'].join('');

describe('values that messages repeat beside the name of a field', () => {
  it.each([
    [`Field error in object 'user' on field 'password': rejected value [${H}]; codes [Size.user.password]`, H],
    [`Field error in object 'user' on field 'account.pin': rejected value [48213]; codes [x]`, '48213'],
    [
      `1 validation error for Login\npassword\n  String should have at least 8 characters [type=string_too_short, input_value='${H}', input_type=str]`,
      H,
    ],
    [
      `2 validation errors for Login\nuser.pin\n  Input should be a valid string [type=string_type, input_value=48213, input_type=int]`,
      '48213',
    ],
    [`Variable "$password" got invalid value "${H}"; Expected type Password.`, H],
    ['Variable "$token" got invalid value 8723648723', '8723648723'],
    [`The value '${H}' is not valid for Password.`, H],
    [
      `Failed to convert property value of type 'x' to required type 'int' for property 'pin'; For input string: "48213x"`,
      '48213x',
    ],
    [
      'Variable "$token" got invalid value 8723648723; String cannot represent a non string value: 8723648723',
      '8723648723',
    ],
    [`err="Variable \\"$password\\" got invalid value \\"${H}\\"; Expected x"`, H],
    [`err="1 validation error for Login\\npassword\\n  String x [type=y, input_value='${H}', input_type=str]"`, H],
    [`err="invalid value \\"${H}\\" for flag -password: parse error"`, H],
    [`Variable "$input" got invalid value "${H}" at "input.password"; Expected type X.`, H],
    [`Cast to ObjectId failed for value "${K}" (type string) at path "resetToken" for model "User"`, K],
    ['Path `pin` (12345) is more than maximum allowed value (9999).', '12345'],
    [
      `1 validation error detected: Value '${H}' at 'masterUserPassword' failed to satisfy constraint: Member must have length`,
      H,
    ],
    [`failed to parse field [password] of type [long] in document with id '1'. Preview of field's value: '${H}'`, H],
    [
      `Failed to bind properties:\n\n    Property: spring.datasource.password\n    Value: "${H}"\n    Origin: class path`,
      H,
    ],
    [
      `'${H}' is too short\n\nFailed validating 'minLength' in schema['properties']['password']:\n    {'minLength': 8}\n\nOn instance['password']:\n    '${H}'`,
      H,
    ],
    [`error: invalid value '${H}' for '--password <PASSWORD>': too short`, H],
    ['invalid argument "4821" for "--pin" flag: too short', '4821'],
    ['invalid argument "4821" for "-p, --pin" flag', '4821'],
    ['invalid value "48213x" for flag -pin: parse error', '48213x'],
    [`Error: Invalid value for '--pin': '48213x' is not a valid integer.`, '48213x'],
    [`json: cannot unmarshal string "${H}" into Go struct field Login.password of type int`, H],
    ['json: cannot unmarshal number 48213 into Go struct field Login.pin of type string', '48213'],
    [`net/http: invalid header field value "${K}\\n" for key X-Api-Key`, K],
    [`could not parse DB_PASSWORD value '${H}' as int`, H],
    [`error: argument --pin: invalid choice: '48213' (choose from 1, 2)`, '48213'],
    [`error: argument -p/--pin: invalid int value: '48213x'`, '48213x'],
    [`Incorrect integer value: '${H}' for column 'password' at row 1`, H],
    [`Incorrect string value: '${H}' for column \`app\`.\`users\`.\`password\` at row 1`, H],
    [
      `String or binary data would be truncated in table 'app.dbo.Users', column 'Password'. Truncated value: '${H}'.`,
      H,
    ],
    [
      `Violation of UNIQUE KEY constraint 'UQ_users_token'. Cannot insert duplicate key in object 'dbo.users'. The duplicate key value is (${K}).`,
      K,
    ],
    [`Duplicate entry '${K}' for key 'users_reset_token_unique'`, K],
    [`Duplicate entry '${K}' for key 'users.password_unique'`, K],
    [`Duplicate entry '${K}' for key 'users.api_token'`, K],
    [`Duplicate entry '4821' for key 'users.pin'`, '4821'],
  ])('%s', (text, secret) => {
    for (const whole of [text, `level=error msg: ${text}`, `${text}\n at run (app.js:1:2)`]) {
      const out = redactor.text(whole);
      expect(out).not.toContain(secret);
      expect(out).toContain('[redacted:');
      expect(redactor.text(out)).toBe(out);
    }
    expect(JSON.stringify(redactor.value({ err: new Error(text) }))).not.toContain(secret);
  });

  it.each([
    "Field error in object 'user' on field 'age': rejected value [17]; codes [Min.user.age]",
    "Field error in object 'user' on field 'password': rejected value [null]; codes [NotNull]",
    "1 validation error for Login\nage\n  Input should be a valid integer [type=int_type, input_value='x1y2', input_type=str]",
    'Variable "$limit" got invalid value "ten"; Expected type Int.',
    'Variable "$maxTokens" got invalid value 512',
    'Cast to ObjectId failed for value "abc1" (type string) at path "_id" for model "User"',
    'Path `quantity` (0) is less than minimum allowed value (1).',
    "Value 'huge-7x' at 'instanceType' failed to satisfy constraint: Member must satisfy enum value set",
    "failed to parse field [price] of type [long]. Preview of field's value: 'x9y8'",
    '    Property: server.port\n    Value: "80a80"\n    Origin: class path',
    "'x1y2' is not of type 'integer'\n\nOn instance['age']:\n    'x1y2'",
    "error: invalid value 'x9' for '--threads <N>'",
    'invalid argument "x9" for "--port" flag',
    'json: cannot unmarshal string "x9y8" into Go struct field Order.count of type int',
    'net/http: invalid header field value "x9y8\\n" for key X-Trace',
    "could not parse PORT value '80a80' as int",
    "argument --level: invalid choice: 'x9' (choose from 1, 2)",
    "Incorrect integer value: 'x9y8' for column 'age' at row 1",
    "column 'Title'. Truncated value: 'Chapter 12 of x9y8'.",
    "Violation of PRIMARY KEY constraint 'PK_orders'. Cannot insert duplicate key in object 'dbo.orders'. The duplicate key value is (42).",
    "Duplicate entry '42' for key 'users.id'",
    "Duplicate entry '42' for key 'PRIMARY'",
    "Duplicate entry 'a-17' for key 'orders.orders_slug_unique'",
    'invalid value for password: too short',
  ])('stays: %s', (text) => {
    expect(redactor.text(text)).toBe(text);
  });
});

describe('statements beside the values of their places, in text', () => {
  it.each([
    `LOG:  execute <unnamed>: UPDATE users SET password = $1 WHERE id = $2\nDETAIL:  parameters: $1 = '${H}', $2 = '5'`,
    `query: SELECT * FROM "users" WHERE "token" = $1 -- PARAMETERS: ["${H}"]`,
    `Query: UPDATE "users" SET "password" = $1 WHERE id = $2 Params: ["${H}",5]`,
    `prisma:query UPDATE users SET password = $1 Params: ["${H}",5]`,
    `(0.001) UPDATE "users" SET "password" = %s WHERE "users"."id" = %s; args=('${H}', 5); alias=default`,
    `INSERT INTO users (email, password) VALUES (?, ?)\n[parameters: ('ab', '${H}')]`,
    `INSERT INTO users (email, password) VALUES (?, ?)\n[generated in 0.00012s] ('ab', '${H}')`,
    `UPDATE users SET password=? WHERE users.id = ?\n[SQL: x]\n[cached since 3.2s ago] ('${H}', 5)`,
    `Executing statement: UPDATE users SET password = ? (parameters: {"1":"${H}"}, types: {"1":2})`,
    `Executing (default): INSERT INTO "users" ("id","password") VALUES (DEFAULT,$1); "${H}"`,
    `Executing (default): UPDATE "users" SET "password"=$1,"age"=$2 WHERE "id" = $3; "${H}", 5, 7`,
    `exec sp_executesql N'UPDATE users SET password = @p0 WHERE id = @p1',N'@p0 nvarchar(40),@p1 int',@p0=N'${H}',@p1=5`,
    `db.query sql="UPDATE users SET password=$1" params=["${H}"]`,
    `==>  Preparing: update users set age = ?, password = ? where id = ?\n==> Parameters: null, ${H}(String), 5(Integer)`,
    `prisma:query INSERT INTO "User" ("name","password") VALUES ($1,$2) RETURNING "id"\nprisma:params ["jane","${H}"]`,
    `SQL: update users set password = ? where id = ? (bindings: ["${H}", 5])`,
    `ERROR:  x\nCONTEXT:  unnamed portal with parameters: $1 = '${H}'\nSTATEMENT:  UPDATE users SET password = $1`,
    `LOG:  execute <unnamed>: UPDATE users SET age = $1, password = $2\nDETAIL:  parameters: $1 = NULL, $2 = 'it''s ${H}'`,
    `Failed query: update users set password = $1 where id = $2\nparams: ${H},5`,
    `{"sql":"UPDATE users SET password=$1","parameters":["${H}"]}`,
    `sqlalchemy.exc.IntegrityError: (x)\n[SQL: INSERT INTO users (id, password) VALUES (%(id)s, %(password)s)]\n[parameters: {'id': 5, 'password': '${H}'}]`,
  ])('%s', (text) => {
    for (const whole of [text, `INFO ${text}\nINFO next`, `2026-11-20 08:00:00 app: ${text}`]) {
      const out = redactor.text(whole);
      expect(out).not.toContain(H);
      expect(redactor.text(out)).toBe(out);
    }
  });

  it('keeps what stands in other columns, where places tell', () => {
    const text = `INSERT INTO users (name, password) VALUES (?, ?)\n[parameters: ('jane', '${H}')]`;
    expect(redactor.text(text)).toContain("'jane'");
    const update = `UPDATE users SET password = $1 WHERE id = $2\nDETAIL:  parameters: $1 = '${H}', $2 = 'u17'`;
    expect(redactor.text(update)).toContain("$2 = 'u17'");
  });

  it.each([
    "LOG:  execute <unnamed>: UPDATE items SET colour = $1 WHERE id = $2\nDETAIL:  parameters: $1 = 'x9y8', $2 = '5'",
    'query: SELECT * FROM "items" WHERE "state" = $1 -- PARAMETERS: ["x9y8"]',
    'Params: ["x9y8",5] for how to reset a password = $1',
    "(0.001) SELECT id FROM items WHERE slug = %s; args=('x9y8',); alias=default",
    "The value 'x9y8' is not valid for Age.",
    '==>  Preparing: update items set slug = ? where id = ?\n==> Parameters: x9y8(String), 5(Integer)',
    "select a user with password = :pw\n\nargs=('x9y8', 'u7')",
    "INSERT INTO items (slug, size) VALUES (?, ?)\n[generated in 0.00012s] ('x9y8', 5)",
    'Executing (default): SELECT "id" FROM "items" WHERE "slug" = $1; "x9y8"',
    // The list belongs to the second statement.
    `UPDATE users SET password = NULL\nquery: SELECT * FROM "items" WHERE "state" = $1 -- PARAMETERS: ["x9y8"]`,
    `UPDATE users SET password = $1; rows=1\nquery: SELECT * FROM "items" WHERE "state" = $1 -- PARAMETERS: ["x9y8"]`,
  ])('stays: %s', (text) => {
    expect(redactor.text(text)).toBe(text);
  });
});
