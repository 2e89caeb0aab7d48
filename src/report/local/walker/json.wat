;; Walks over JSON text without making values of it, and checks it strictly. The files of this folder are parts of
;; one module; `build-walker.js` joins them.
;;
;; Positions are addresses in the memory. Text must be followed by a newline, which ends everything, since there is
;; none inside a line of JSON, and by 64 bytes that may be read. Functions get the position of what they read and
;; return the one after it; -1 stands for "no strict JSON here, or unusual enough to leave to a full parse", such as
;; nesting deeper than $DEEPEST.

(memory (export "memory") 32)
(global $DEEPEST i32 (i32.const 256))

(func $value (export "walk") (param $i i32) (param $depth i32) (result i32)
  (local $byte i32)
  (local.set $byte (i32.load8_u (local.get $i)))
  (if (i32.eq (local.get $byte) (i32.const 0x22)) ;; "
    (then (return (call $string (i32.add (local.get $i) (i32.const 1))))))
  (if (i32.eq (local.get $byte) (i32.const 0x7b)) ;; {
    (then (return (call $object (local.get $i) (i32.add (local.get $depth) (i32.const 1))))))
  (if (i32.eq (local.get $byte) (i32.const 0x5b)) ;; [
    (then (return (call $array (local.get $i) (i32.add (local.get $depth) (i32.const 1))))))
  (if (i32.eq (i32.load align=1 (local.get $i)) (i32.const 0x65757274)) ;; true
    (then (return (i32.add (local.get $i) (i32.const 4)))))
  (if (i32.eq (i32.load align=1 (local.get $i)) (i32.const 0x6c6c756e)) ;; null
    (then (return (i32.add (local.get $i) (i32.const 4)))))
  (if (i32.and
        (i32.eq (local.get $byte) (i32.const 0x66))
        (i32.eq (i32.load offset=1 align=1 (local.get $i)) (i32.const 0x65736c61))) ;; false
    (then (return (i32.add (local.get $i) (i32.const 5)))))
  (call $number (local.get $i)))

;; $i at the opening brace.
(func $object (param $i i32) (param $depth i32) (result i32)
  (local $byte i32)
  (if (i32.gt_u (local.get $depth) (global.get $DEEPEST)) (then (return (i32.const -1))))
  (local.set $i (call $blanks (i32.add (local.get $i) (i32.const 1))))
  (if (i32.eq (i32.load8_u (local.get $i)) (i32.const 0x7d)) ;; }
    (then (return (i32.add (local.get $i) (i32.const 1)))))
  (loop $members
    (if (i32.ne (i32.load8_u (local.get $i)) (i32.const 0x22)) (then (return (i32.const -1))))
    (local.set $i (call $string (i32.add (local.get $i) (i32.const 1))))
    (if (i32.lt_s (local.get $i) (i32.const 0)) (then (return (i32.const -1))))
    (local.set $i (call $colon (local.get $i)))
    (if (i32.lt_s (local.get $i) (i32.const 0)) (then (return (i32.const -1))))
    (local.set $i (call $value (local.get $i) (local.get $depth)))
    (if (i32.lt_s (local.get $i) (i32.const 0)) (then (return (i32.const -1))))
    (local.set $i (call $blanks (local.get $i)))
    (local.set $byte (i32.load8_u (local.get $i)))
    (local.set $i (i32.add (local.get $i) (i32.const 1)))
    (if (i32.eq (local.get $byte) (i32.const 0x2c)) ;; ,
      (then
        (local.set $i (call $blanks (local.get $i)))
        (br $members))))
  (select (local.get $i) (i32.const -1) (i32.eq (local.get $byte) (i32.const 0x7d))))

;; $i at the opening bracket.
(func $array (param $i i32) (param $depth i32) (result i32)
  (local $byte i32)
  (if (i32.gt_u (local.get $depth) (global.get $DEEPEST)) (then (return (i32.const -1))))
  (local.set $i (call $blanks (i32.add (local.get $i) (i32.const 1))))
  (if (i32.eq (i32.load8_u (local.get $i)) (i32.const 0x5d)) ;; ]
    (then (return (i32.add (local.get $i) (i32.const 1)))))
  (loop $items
    (local.set $i (call $value (local.get $i) (local.get $depth)))
    (if (i32.lt_s (local.get $i) (i32.const 0)) (then (return (i32.const -1))))
    (local.set $i (call $blanks (local.get $i)))
    (local.set $byte (i32.load8_u (local.get $i)))
    (local.set $i (i32.add (local.get $i) (i32.const 1)))
    (if (i32.eq (local.get $byte) (i32.const 0x2c)) ;; ,
      (then
        (local.set $i (call $blanks (local.get $i)))
        (br $items))))
  (select (local.get $i) (i32.const -1) (i32.eq (local.get $byte) (i32.const 0x5d))))

;; A colon and the blanks around it.
(func $colon (param $i i32) (result i32)
  ;; Most often there are none.
  (if (i32.and
        (i32.eq (i32.load8_u (local.get $i)) (i32.const 0x3a))
        (i32.gt_u (i32.load8_u offset=1 (local.get $i)) (i32.const 0x20)))
    (then (return (i32.add (local.get $i) (i32.const 1)))))
  (local.set $i (call $blanks (local.get $i)))
  (if (i32.ne (i32.load8_u (local.get $i)) (i32.const 0x3a)) (then (return (i32.const -1))))
  (call $blanks (i32.add (local.get $i) (i32.const 1))))

;; Position of the next byte that is no blank. A newline is none.
(func $blanks (param $i i32) (result i32)
  (local $byte i32)
  (loop $next
    (local.set $byte (i32.load8_u (local.get $i)))
    (if (i32.gt_u (local.get $byte) (i32.const 0x20)) (then (return (local.get $i))))
    (if (i32.or
          (i32.eq (local.get $byte) (i32.const 0x20))
          (i32.or
            (i32.eq (local.get $byte) (i32.const 0x09))
            (i32.eq (local.get $byte) (i32.const 0x0d))))
      (then
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (br $next))))
  (local.get $i))

;; $i after the opening quote. -1 for a string with escapes.
(func $plainString (param $i i32) (result i32)
  (local $bytes v128)
  (local $hits i32)
  (loop $next
    (local.set $bytes (v128.load align=1 (local.get $i)))
    (local.set $hits
      (i8x16.bitmask
        (v128.or
          (v128.or
            (i8x16.eq (local.get $bytes) (i8x16.splat (i32.const 0x22)))
            (i8x16.eq (local.get $bytes) (i8x16.splat (i32.const 0x5c))))
          (i8x16.le_u (local.get $bytes) (i8x16.splat (i32.const 0x1f))))))
    (if (i32.eqz (local.get $hits))
      (then
        (local.set $i (i32.add (local.get $i) (i32.const 16)))
        (br $next))))
  (local.set $i (i32.add (local.get $i) (i32.ctz (local.get $hits))))
  (select
    (i32.add (local.get $i) (i32.const 1))
    (i32.const -1)
    (i32.eq (i32.load8_u (local.get $i)) (i32.const 0x22))))

;; $i after the backslash.
(func $escape (param $i i32) (result i32)
  (local $byte i32)
  (local $last i32)
  (local.set $byte (i32.load8_u (local.get $i)))
  (if (i32.or
        (i32.or
          (i32.eq (local.get $byte) (i32.const 0x22))
          (i32.eq (local.get $byte) (i32.const 0x2f)))
        (i32.and
          (i32.lt_u (i32.sub (local.get $byte) (i32.const 0x5c)) (i32.const 32))
          ;; \ b f n r t, counted from the backslash.
          (i32.shr_u (i32.const 0x01440441) (i32.sub (local.get $byte) (i32.const 0x5c)))))
    (then (return (i32.add (local.get $i) (i32.const 1)))))
  (if (i32.ne (local.get $byte) (i32.const 0x75)) (then (return (i32.const -1)))) ;; u
  (local.set $last (i32.add (local.get $i) (i32.const 4)))
  (loop $digits
    (local.set $i (i32.add (local.get $i) (i32.const 1)))
    (local.set $byte (i32.load8_u (local.get $i)))
    (if (i32.eqz
          (i32.or
            (i32.lt_u (i32.sub (local.get $byte) (i32.const 0x30)) (i32.const 10))
            (i32.lt_u
              (i32.sub (i32.or (local.get $byte) (i32.const 0x20)) (i32.const 0x61))
              (i32.const 6))))
      (then (return (i32.const -1))))
    (br_if $digits (i32.lt_u (local.get $i) (local.get $last))))
  (i32.add (local.get $i) (i32.const 1)))

(func $number (param $i i32) (result i32)
  (local $byte i32)
  (if (i32.eq (i32.load8_u (local.get $i)) (i32.const 0x2d)) ;; -
    (then (local.set $i (i32.add (local.get $i) (i32.const 1)))))
  (if (i32.eq (i32.load8_u (local.get $i)) (i32.const 0x30))
    (then (local.set $i (i32.add (local.get $i) (i32.const 1))))
    (else
      (local.set $i (call $digits (local.get $i)))
      (if (i32.lt_s (local.get $i) (i32.const 0)) (then (return (i32.const -1))))))
  (if (i32.eq (i32.load8_u (local.get $i)) (i32.const 0x2e)) ;; .
    (then
      (local.set $i (call $digits (i32.add (local.get $i) (i32.const 1))))
      (if (i32.lt_s (local.get $i) (i32.const 0)) (then (return (i32.const -1))))))
  (if (i32.eq (i32.or (i32.load8_u (local.get $i)) (i32.const 0x20)) (i32.const 0x65)) ;; e
    (then
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (local.set $byte (i32.load8_u (local.get $i)))
      (if (i32.or
            (i32.eq (local.get $byte) (i32.const 0x2b))
            (i32.eq (local.get $byte) (i32.const 0x2d)))
        (then (local.set $i (i32.add (local.get $i) (i32.const 1)))))
      (return (call $digits (local.get $i)))))
  (local.get $i))

;; -1 when there is no digit.
(func $digits (param $i i32) (result i32)
  (local $start i32)
  (local.set $start (local.get $i))
  (loop $next
    (if (i32.lt_u (i32.sub (i32.load8_u (local.get $i)) (i32.const 0x30)) (i32.const 10))
      (then
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (br $next))))
  (select (i32.const -1) (local.get $i) (i32.eq (local.get $i) (local.get $start))))
