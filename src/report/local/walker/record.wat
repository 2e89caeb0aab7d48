;; Finds the members of a log record that matter, by their place in its structure, while it is checked.
;;
;; Memory below the text, in bytes (`walker-memory.ts` has the same):
;;   0       slots of two numbers each: start and end of a member's value; a start of 0: missing
;;   320     what record-values.wat makes of them
;;   0x1000  start and end of the `usage` of each `message_delta` event
;;   0x2000  tables of names, written by `walker-memory.ts`: record, response body, event of a stream, others
;;   0x10000 values met before
;;
;; A table has 32 places of 64 bytes: the name's first 16 bytes and a mask for them, its last 16 (when it is longer),
;; its length (-1: free), its slot, the table of names inside the value (0: none), whether the value is a response
;; body. A name's place follows from its length and first letter; when that is taken, the next one.
(global $RECORD i32 (i32.const 0x2000))
(global $RESPONSE i32 (i32.const 0x2800))
(global $EVENT i32 (i32.const 0x3000))
(global $TABLE_BYTES i32 (i32.const 2048))
(global $PLACE_BYTES i32 (i32.const 64))
(global $DELTAS i32 (i32.const 0x1000))
(global $DELTA_BYTES i32 (i32.const 0x1000))

;; Addresses of slots.
(global $METRICS i32 (i32.const 120))
;; The message of a stream's last message_start event, or a response, and seven slots for what it contains.
(global $MESSAGE i32 (i32.const 160))
;; The event at hand: its message and what that contains, type, usage, metrics.
(global $EVENT_MESSAGE i32 (i32.const 224))
(global $EVENT_TYPE i32 (i32.const 288))
(global $EVENT_USAGE i32 (i32.const 296))
(global $EVENT_METRICS i32 (i32.const 304))
(global $SLOT_BYTES i32 (i32.const 320))
(global $SCRATCH_BYTES i32 (i32.const 96))

;; Bytes of deltas noted.
(global $deltaEnd (export "deltaEnd") (mut i32) (i32.const 0))

;; Reads the line at $i. Returns the position of its newline. -1: a blank line, no record, or left to a full parse: a
;; member that matters occurs twice, or a name beside it has escapes.
(func (export "line") (param $i i32) (result i32)
  (call $clear (i32.const 0) (global.get $SLOT_BYTES))
  (global.set $deltaEnd (i32.const 0))
  (local.set $i (call $blanks (local.get $i)))
  (if (i32.ne (i32.load8_u (local.get $i)) (i32.const 0x7b)) (then (return (i32.const -1))))
  (local.set $i (call $members (local.get $i) (global.get $RECORD) (i32.const 1)))
  (if (i32.lt_s (local.get $i) (i32.const 0)) (then (return (i32.const -1))))
  (local.set $i (call $blanks (local.get $i)))
  (if (i32.ne (i32.load8_u (local.get $i)) (i32.const 0x0a)) (then (return (i32.const -1))))
  (call $values)
  (local.get $i))

;; $bytes: a multiple of 16.
(func $clear (param $from i32) (param $bytes i32)
  (local.set $bytes (i32.add (local.get $from) (local.get $bytes)))
  (loop $next
    (v128.store (local.get $from) (v128.const i64x2 0 0))
    (local.set $from (i32.add (local.get $from) (i32.const 16)))
    (br_if $next (i32.lt_u (local.get $from) (local.get $bytes)))))

;; $i at the opening brace. Notes the members that are in the table. Tables are few levels deep.
(func $members (param $i i32) (param $table i32) (param $depth i32) (result i32)
  (local $byte i32)
  (local $name i32)
  (local $length i32)
  (local $place i32)
  (local $slot i32)
  (local.set $i (call $blanks (i32.add (local.get $i) (i32.const 1))))
  (if (i32.eq (i32.load8_u (local.get $i)) (i32.const 0x7d)) ;; }
    (then (return (i32.add (local.get $i) (i32.const 1)))))
  (loop $members
    (if (i32.ne (i32.load8_u (local.get $i)) (i32.const 0x22)) (then (return (i32.const -1))))
    (local.set $name (i32.add (local.get $i) (i32.const 1)))
    (local.set $i (call $plainString (local.get $name)))
    (if (i32.lt_s (local.get $i) (i32.const 0)) (then (return (i32.const -1))))
    (local.set $length (i32.sub (i32.sub (local.get $i) (i32.const 1)) (local.get $name)))
    (local.set $place
      (i32.add
        (local.get $table)
        (i32.and
          (i32.mul
            (i32.add (i32.load8_u (local.get $name)) (i32.mul (local.get $length) (i32.const 6)))
            (global.get $PLACE_BYTES))
          (i32.sub (global.get $TABLE_BYTES) (i32.const 1)))))
    ;; Most names are not looked for, and find their place free.
    (if (i32.lt_s (i32.load offset=48 (local.get $place)) (i32.const 0))
      (then (local.set $place (i32.const 0)))
      (else
        (local.set $place
          (call $find (local.get $table) (local.get $place) (local.get $name) (local.get $length)))))
    (local.set $i (call $colon (local.get $i)))
    (if (i32.lt_s (local.get $i) (i32.const 0)) (then (return (i32.const -1))))
    (if (local.get $place)
      (then
        (local.set $slot (i32.load offset=52 (local.get $place)))
        (if (i32.load (local.get $slot)) (then (return (i32.const -1))))
        (i32.store (local.get $slot) (local.get $i))
        (local.set $i (call $noted (local.get $i) (local.get $place) (local.get $depth)))
        (i32.store offset=4 (local.get $slot) (local.get $i)))
      (else
        (if (i32.eq (i32.load8_u (local.get $i)) (i32.const 0x22))
          (then (local.set $i (call $string (i32.add (local.get $i) (i32.const 1)))))
          (else (local.set $i (call $value (local.get $i) (local.get $depth)))))))
    (if (i32.lt_s (local.get $i) (i32.const 0)) (then (return (i32.const -1))))
    (local.set $byte (i32.load8_u (local.get $i)))
    (if (i32.le_u (local.get $byte) (i32.const 0x20))
      (then
        (local.set $i (call $blanks (local.get $i)))
        (local.set $byte (i32.load8_u (local.get $i)))))
    (local.set $i (i32.add (local.get $i) (i32.const 1)))
    (if (i32.eq (local.get $byte) (i32.const 0x2c)) ;; ,
      (then
        (if (i32.le_u (i32.load8_u (local.get $i)) (i32.const 0x20))
          (then (local.set $i (call $blanks (local.get $i)))))
        (br $members))))
  (select (local.get $i) (i32.const -1) (i32.eq (local.get $byte) (i32.const 0x7d))))

;; The value of a member that is at a place of a table.
(func $noted (param $i i32) (param $place i32) (param $depth i32) (result i32)
  (local $byte i32)
  (local $inside i32)
  (local.set $byte (i32.load8_u (local.get $i)))
  (local.set $inside (i32.load offset=56 (local.get $place)))
  (if (i32.and (i32.eq (local.get $byte) (i32.const 0x7b)) (i32.ne (local.get $inside) (i32.const 0)))
    (then
      (return
        (call $members (local.get $i) (local.get $inside) (i32.add (local.get $depth) (i32.const 1))))))
  (if (i32.load offset=60 (local.get $place))
    (then (return (call $body (local.get $i) (local.get $byte) (local.get $depth)))))
  (call $value (local.get $i) (local.get $depth)))

;; The place of a name, from the one on where it should be; 0 when it is not in the table.
(func $find (param $table i32) (param $place i32) (param $name i32) (param $length i32) (result i32)
  (local $taken i32)
  (loop $next
    (local.set $taken (i32.load offset=48 (local.get $place)))
    (if (i32.lt_s (local.get $taken) (i32.const 0)) (then (return (i32.const 0))))
    (if (i32.eq (local.get $taken) (local.get $length))
      (then
        (if (call $isName (local.get $place) (local.get $name) (local.get $length))
          (then (return (local.get $place))))))
    (local.set $place
      (i32.add
        (local.get $table)
        (i32.and
          (i32.add (i32.sub (local.get $place) (local.get $table)) (global.get $PLACE_BYTES))
          (i32.sub (global.get $TABLE_BYTES) (i32.const 1)))))
    (br $next))
  (unreachable))

;; Whether a name is that of a place with the same length.
(func $isName (param $place i32) (param $name i32) (param $length i32) (result i32)
  (if (v128.any_true
        (v128.and
          (v128.xor (v128.load align=1 (local.get $name)) (v128.load (local.get $place)))
          (v128.load offset=16 (local.get $place))))
    (then (return (i32.const 0))))
  (if (i32.le_u (local.get $length) (i32.const 16)) (then (return (i32.const 1))))
  (i32.eqz
    (v128.any_true
      (v128.xor
        (v128.load align=1 (i32.sub (i32.add (local.get $name) (local.get $length)) (i32.const 16)))
        (v128.load offset=32 (local.get $place))))))

;; A response body whose first byte is known: a response, or the events of a stream.
(func $body (param $i i32) (param $byte i32) (param $depth i32) (result i32)
  (local.set $depth (i32.add (local.get $depth) (i32.const 1)))
  (if (i32.eq (local.get $byte) (i32.const 0x7b)) ;; {
    (then
      (local.set $i (call $members (local.get $i) (global.get $RESPONSE) (local.get $depth)))
      (call $keepMessage)
      (return (local.get $i))))
  (if (i32.eq (local.get $byte) (i32.const 0x5b)) ;; [
    (then (return (call $events (local.get $i) (local.get $depth)))))
  (call $value (local.get $i) (local.get $depth)))

;; $i at the opening bracket.
(func $events (param $i i32) (param $depth i32) (result i32)
  (local $byte i32)
  (local.set $i (call $blanks (i32.add (local.get $i) (i32.const 1))))
  (if (i32.eq (i32.load8_u (local.get $i)) (i32.const 0x5d)) ;; ]
    (then (return (i32.add (local.get $i) (i32.const 1)))))
  (loop $items
    (if (i32.eq (i32.load8_u (local.get $i)) (i32.const 0x7b)) ;; {
      (then
        (call $clear (global.get $EVENT_MESSAGE) (global.get $SCRATCH_BYTES))
        (local.set $i
          (call $members (local.get $i) (global.get $EVENT) (i32.add (local.get $depth) (i32.const 1))))
        (if (i32.eqz (call $keepEvent)) (then (return (i32.const -1)))))
      (else (local.set $i (call $value (local.get $i) (local.get $depth)))))
    (if (i32.lt_s (local.get $i) (i32.const 0)) (then (return (i32.const -1))))
    (local.set $i (call $blanks (local.get $i)))
    (local.set $byte (i32.load8_u (local.get $i)))
    (local.set $i (i32.add (local.get $i) (i32.const 1)))
    (if (i32.eq (local.get $byte) (i32.const 0x2c)) ;; ,
      (then
        (local.set $i (call $blanks (local.get $i)))
        (br $items))))
  (select (local.get $i) (i32.const -1) (i32.eq (local.get $byte) (i32.const 0x5d))))

;; What the event at hand says replaces what earlier ones said. Returns 0 when a full parse must tell.
(func $keepEvent (result i32)
  (local $at i32)
  (local $end i32)
  (local $type v128)
  (local.set $at (i32.load (global.get $EVENT_METRICS)))
  (if (local.get $at)
    (then
      (if (i32.eq (i32.load8_u (local.get $at)) (i32.const 0x7b))
        (then (i64.store (global.get $METRICS) (i64.load (global.get $EVENT_METRICS)))))))
  (local.set $at (i32.load (global.get $EVENT_TYPE)))
  (local.set $end (i32.load offset=4 (global.get $EVENT_TYPE)))
  ;; Missing, cut off or no string.
  (if (i32.le_s (local.get $end) (i32.const 0)) (then (return (i32.const 1))))
  (if (i32.ne (i32.load8_u (local.get $at)) (i32.const 0x22)) (then (return (i32.const 1))))
  (if (i32.eq (i32.sub (local.get $end) (local.get $at)) (i32.const 15))
    (then
      ;; Both types have 13 letters; the byte after the quote is not looked at.
      (local.set $type
        (v128.or (v128.load align=1 (local.get $at)) (v128.const i32x4 0 0 0 0xff000000)))
      (if (i8x16.all_true (i8x16.eq (local.get $type) (v128.const i8x16
            0x22 0x6d 0x65 0x73 0x73 0x61 0x67 0x65 0x5f 0x73 0x74 0x61 0x72 0x74 0x22 0xff))) ;; message_start
        (then
          (call $keepMessage)
          (return (i32.const 1))))
      (if (i8x16.all_true (i8x16.eq (local.get $type) (v128.const i8x16
            0x22 0x6d 0x65 0x73 0x73 0x61 0x67 0x65 0x5f 0x64 0x65 0x6c 0x74 0x61 0x22 0xff))) ;; message_delta
        (then (return (call $keepDelta))))))
  ;; With an escape, a type may spell the same.
  (i32.eq (call $plainString (i32.add (local.get $at) (i32.const 1))) (local.get $end)))

(func $keepMessage
  (v128.store (global.get $MESSAGE) (v128.load (global.get $EVENT_MESSAGE)))
  (v128.store offset=16 (global.get $MESSAGE) (v128.load offset=16 (global.get $EVENT_MESSAGE)))
  (v128.store offset=32 (global.get $MESSAGE) (v128.load offset=32 (global.get $EVENT_MESSAGE)))
  (v128.store offset=48 (global.get $MESSAGE) (v128.load offset=48 (global.get $EVENT_MESSAGE))))

;; Returns 0 when there are too many.
(func $keepDelta (result i32)
  (if (i32.eqz (i32.load (global.get $EVENT_USAGE))) (then (return (i32.const 1))))
  (if (i32.ge_u (global.get $deltaEnd) (global.get $DELTA_BYTES)) (then (return (i32.const 0))))
  (i64.store
    (i32.add (global.get $DELTAS) (global.get $deltaEnd))
    (i64.load (global.get $EVENT_USAGE)))
  (global.set $deltaEnd (i32.add (global.get $deltaEnd) (i32.const 8)))
  (i32.const 1))
