/* The leases of the ledger and the schedule of a run: several gates prove the same paths at the same time. README.md maps
 * this to the code and lists the assumptions.
 *
 * A path is a blob on a backend. Each gate has one worker for each path. Each `atomic` block is one transaction of the ledger,
 * one step of the schedule or one event outside. A worker that would poll a lease waits until the lease or the proof changes:
 * a poll without result changes nothing. */

#ifndef GATES
#define GATES 2
#endif
#ifndef BLOBS
#define BLOBS 1
#endif
#ifndef BACKENDS
#define BACKENDS 2
#endif
/* How many claims a gate pulls at a time. */
#ifndef JOBS
#define JOBS 2
#endif
/* After how many unanswered claims in a row a backend is given up. */
#ifndef PATIENCE
#define PATIENCE 1
#endif
/* How often each fault happens at most. */
#ifndef KILLS
#define KILLS 1
#endif
#ifndef PAUSES
#define PAUSES 0
#endif
/* How often a pull is ended because it is too slow to lead. */
#ifndef DEMOTIONS
#define DEMOTIONS 0
#endif
/* The ledger is lost, and later gates start a new one. */
#ifndef LOSSES
#define LOSSES 0
#endif
/* A gate stops using the ledger after an error. */
#ifndef ERRORS
#define ERRORS 0
#endif

/* The properties, by number. With ONLY, a run checks a single one, so that a mutant shows which one it breaks. */
#ifndef ONLY
#define ONLY 0
#endif
#define property(number, condition) assert((ONLY != 0 && ONLY != number) || (condition))
#define ALONE 1
#define FIRST 2
#define NO_PROOF_WITHOUT_READ 3
#define NO_REUSE_AFTER_REFUSAL 4
#define NO_PROOF_OVER_LATER_REFUSAL 5
#define REASON 6
#define VERIFIED_IS_GOOD 7
#define NO_DEADLOCK 8

#define PATHS (BLOBS * BACKENDS)
#define LEDGERS (LOSSES + 1)
#define NOWHERE 255

/* The state of a claim of a gate. The order matters: from `Verified` on, it is decided. */
#define Waits 0
#define Ready 1
#define Pulling 2
#define Read 3
#define Verified 4
#define Reused 5
#define Elsewhere 6
#define Bad 7
#define Silent 8
#define Withheld 9
#define GivenUp 10

/* The result of reading a path. */
#define ReadGood 1
#define ReadBad 2
#define ReadNothing 3
/* The backend does not have it; the bytes come from a URL of the descriptor and prove nothing about the backend. */
#define ReadElsewhere 4

/* The proof of a path in a ledger. An old one says that the blob was proven once, and only some gates reuse it. */
#define None 0
#define Old 1
#define New 2

byte claim[GATES * PATHS];
byte readings[GATES * PATHS];
byte proof[LEDGERS * PATHS];
/* 0, or the holder's number plus one. */
byte lease[LEDGERS * PATHS];
bool expired[LEDGERS * PATHS];
byte current;

bool begun[GATES];
bool alive[GATES];
bool done[GATES];
bool paused[GATES];
/* The ledger that a gate has open. */
byte uses[GATES];
/* Whether the death of a gate is seen at once: same host, same PID namespace. */
bool visible[GATES];
/* Whether a gate accepts old proofs. */
bool lenient[GATES];
bool proven[GATES * BLOBS];
byte running[GATES];
byte unanswered[GATES * BACKENDS];
/* A pull from this backend was ended because it was too slow. */
bool slow[GATES * BACKENDS];
/* Withheld first, and then read because there was a reason to (SecondOpinions). */
bool asked[GATES * PATHS];

/* Known to the properties only. */
bool readGood[PATHS];
bool refusedLast[LEDGERS * PATHS];
/* Whether a refusal was recorded since a gate read a path. */
bool refusedSince[GATES * PATHS];
/* Whether a gate has renewed its leases in time so far. */
bool timely[GATES];
byte kills, pauses, losses, errors, demotions;

#define at(g, p) ((g) * PATHS + (p))
#define in(l, p) ((l) * PATHS + (p))
#define blob(p) ((p) / BACKENDS)
#define backend(p) ((p) % BACKENDS)
#define path(b, k) ((b) * BACKENDS + (k))
#define acts(g) (alive[g] && !paused[g])

#define accepts(g, l, p) (proof[in(l, p)] == New || (proof[in(l, p)] == Old && lenient[g]))
#ifdef MUTANT_NO_LEASE
#define isFree(g, l, p) true
#else
#define isFree(g, l, p) \
    (lease[in(l, p)] == 0 || lease[in(l, p)] == g + 1 || expired[in(l, p)] || \
        (!alive[lease[in(l, p)] - 1] && visible[lease[in(l, p)] - 1]))
#endif
/* Whether `acquire` has a result other than "held by another gate". */
#define isAnswered(g, p) (uses[g] == NOWHERE || accepts(g, uses[g], p) || isFree(g, uses[g], p))

/* The waiting claim that leads next: the first that is not slow, or else the first. `next` is BACKENDS if none waits. */
inline find_next(g, b, next) {
    next = BACKENDS;
    k = 0;
    do
    :: k < BACKENDS ->
        if
        :: claim[at(g, path(b, k))] == Waits && (next == BACKENDS || (slow[g * BACKENDS + next] && !slow[g * BACKENDS + k])) ->
            next = k
        :: else
        fi;
        k++
    :: else -> break
    od
}

inline set_waiting(g, b, state) {
    k = 0;
    do
    :: k < BACKENDS ->
        if
        :: claim[at(g, path(b, k))] == Waits -> claim[at(g, path(b, k))] = state
        :: else
        fi;
        k++
    :: else -> break
    od
}

/* Schedule.advance: what the end of one claim means for the others of its blob. */
inline advance(g, b, outcome) {
    if
    :: outcome == ReadGood -> set_waiting(g, b, Ready)
    :: outcome == ReadBad -> set_waiting(g, b, Withheld)
    :: else ->
#ifdef MUTANT_ALL_AFTER_SILENCE
        set_waiting(g, b, Ready)
#elif defined(MUTANT_WITHHELD_AFTER_SILENCE)
        set_waiting(g, b, Withheld)
#elif !defined(MUTANT_NONE_AFTER_SILENCE)
        find_next(g, b, leader);
        if
        :: leader < BACKENDS -> claim[at(g, path(b, leader))] = Ready
        :: else
        fi;
        leader = 0
#else
        skip
#endif
    fi
}

/* Schedule.passTurn: another claim leads, if one waits on a backend that is not slow. */
inline pass_turn(g, p) {
    find_next(g, blob(p), leader);
    if
#ifdef MUTANT_DEMOTED_FORGOTTEN
    :: true ->
        claim[at(g, p)] = Waits
#else
    :: leader < BACKENDS && !slow[g * BACKENDS + leader] ->
        claim[at(g, path(blob(p), leader))] = Ready;
        claim[at(g, p)] = Waits
    :: else -> claim[at(g, p)] = Ready
#endif
    fi;
    leader = 0
}

/* Schedule.demote: the ready claims of the backend pass their turn too. */
inline demote(g, p) {
    slow[g * BACKENDS + backend(p)] = true;
    readings[at(g, p)] = 0;
    pass_turn(g, p);
    q = 0;
    do
    :: q < PATHS ->
        if
        :: q != p && backend(q) == backend(p) && claim[at(g, q)] == Ready -> pass_turn(g, q)
        :: else
        fi;
        q++
    :: else -> break
    od;
    settle(g)
}

/* Schedule.giveUpLane and Schedule.enqueue: ready claims of a backend that was given up are not pulled. Each claim may make
 * another one ready. */
inline settle(g) {
    q = 0;
    do
    :: q < PATHS && claim[at(g, q)] == Ready && unanswered[g * BACKENDS + backend(q)] >= PATIENCE ->
        claim[at(g, q)] = GivenUp;
        advance(g, blob(q), ReadNothing);
        q = 0
    :: q < PATHS && !(claim[at(g, q)] == Ready && unanswered[g * BACKENDS + backend(q)] >= PATIENCE) -> q++
    :: q == PATHS -> break
    od
}

inline finish(g, p, state, outcome) {
    claim[at(g, p)] = state;
    readings[at(g, p)] = 0;
    if
    :: outcome == ReadNothing -> unanswered[g * BACKENDS + backend(p)]++
    :: else -> unanswered[g * BACKENDS + backend(p)] = 0
    fi;
    advance(g, blob(p), outcome);
    settle(g)
}

/* Only a holder's own lease: another gate may have taken it over. */
inline release(g, l, p) {
    if
#ifdef MUTANT_RELEASES_ANY
    :: true -> lease[in(l, p)] = 0; expired[in(l, p)] = false
#else
    :: lease[in(l, p)] == g + 1 -> lease[in(l, p)] = 0; expired[in(l, p)] = false
    :: else
#endif
    fi
}

/* No path is pulled twice at the same time by gates that use the same ledger and renew in time. */
#define isAlone(g, k, p) \
    (k == g || uses[g] == NOWHERE || !alive[k] || !timely[k] || uses[k] != uses[g] || claim[at(k, p)] != Pulling)

inline check_alone(g, p) {
    k = 0;
    do
    :: k < GATES -> property(ALONE, isAlone(g, k, p)); k++
    :: else -> break
    od
}

/* A blob that was never proven is pulled from one backend at a time until one was good (invariant 9). */
#define isPassedOver(c) (c == Waits || c == Silent || c == Elsewhere || c == GivenUp)

inline check_first(g, p) {
    k = 0;
    q = proven[g * BLOBS + blob(p)];
    do
    :: k < BACKENDS ->
        q = q || claim[at(g, path(blob(p), k))] == Verified || claim[at(g, path(blob(p), k))] == Reused;
        k++
    :: else -> break
    od;
    k = 0;
    do
    :: k < BACKENDS ->
        property(FIRST, q || asked[at(g, p)] || k == backend(p) || isPassedOver(claim[at(g, path(blob(p), k))]));
        k++
    :: else -> break
    od
}

inline tidy() {
    k = 0;
    q = 0;
    l = 0;
    leader = 0
}

/* ClaimRunner.prove */
proctype Worker(byte g; byte p) {
    byte k, q, l, leader;

again:
    /* Schedule.next, then LedgerStore.acquire. */
    atomic {
        acts(g) && claim[at(g, p)] == Ready && running[g] < JOBS && isAnswered(g, p);
        l = uses[g];
        if
        :: l != NOWHERE && accepts(g, l, p) ->
            property(NO_REUSE_AFTER_REFUSAL, !refusedLast[in(l, p)]);
            property(NO_PROOF_WITHOUT_READ, readGood[p]);
            finish(g, p, Reused, ReadGood);
            tidy();
            goto ended
        :: else
        fi;
#ifdef MUTANT_TWO_TRANSACTIONS
    }
    atomic {
        acts(g);
#endif
        if
        :: l != NOWHERE -> lease[in(l, p)] = g + 1; expired[in(l, p)] = false
        :: else
        fi;
#ifdef MUTANT_PROOF_BEFORE_READ
        if
        :: l != NOWHERE -> proof[in(l, p)] = New
        :: else
        fi;
#endif
        check_alone(g, p);
        check_first(g, p);
        claim[at(g, p)] = Pulling;
        running[g]++;
        tidy()
    }

    /* The pull. */
    atomic {
        acts(g);
        if
        /* LedgerKeeper.release, then Schedule.demote. It waits for another to lead, or is alone and goes on. */
        :: demotions < DEMOTIONS && !proven[g * BLOBS + blob(p)] && !asked[at(g, p)] ->
            find_next(g, blob(p), leader);
            if
            :: leader < BACKENDS && !slow[g * BACKENDS + leader] ->
                demotions++;
                if
                :: uses[g] != NOWHERE -> release(g, uses[g], p)
                :: else
                fi;
                running[g]--;
                demote(g, p);
                tidy();
                goto again
            :: else -> tidy(); goto reading
            fi
        :: true -> goto reading
        fi
    }
reading:
    atomic {
        acts(g);
        if
        :: readings[at(g, p)] = ReadGood; readGood[p] = true
        :: readings[at(g, p)] = ReadBad
        :: readings[at(g, p)] = ReadNothing
#ifdef FOREIGN
        :: readings[at(g, p)] = ReadElsewhere
#endif
        fi;
        refusedSince[at(g, p)] = false;
        claim[at(g, p)] = Read
    }

    /* LedgerStore.record and recordFailure, then Schedule.finish. */
    atomic {
        acts(g);
        l = uses[g];
        if
        :: l != NOWHERE ->
            if
            :: readings[at(g, p)] == ReadGood ->
                property(NO_PROOF_WITHOUT_READ, readGood[p]);
#ifdef MUTANT_PROOF_DATED_WHEN_RECORDED
                property(NO_PROOF_OVER_LATER_REFUSAL, !refusedSince[at(g, p)]);
                proof[in(l, p)] = New;
                refusedLast[in(l, p)] = false
#else
                if
                :: !refusedSince[at(g, p)] -> proof[in(l, p)] = New; refusedLast[in(l, p)] = false
                :: else
                fi
#endif
            :: readings[at(g, p)] == ReadBad ->
#ifndef MUTANT_KEEPS_PROOF
                proof[in(l, p)] = None;
#endif
                refusedLast[in(l, p)] = true;
                k = 0;
                do
                :: k < GATES ->
                    refusedSince[at(k, p)] = claim[at(k, p)] == Read && k != g && uses[k] == l;
                    k++
                :: else -> break
                od
            :: else
            fi;
#ifdef MUTANT_KEEPS_LEASE
            if
            :: readings[at(g, p)] != ReadElsewhere -> release(g, l, p)
            :: else
            fi
#else
            release(g, l, p)
#endif
        :: else
        fi;
        running[g]--;
        if
        :: readings[at(g, p)] == ReadGood -> finish(g, p, Verified, ReadGood)
        :: readings[at(g, p)] == ReadBad -> finish(g, p, Bad, ReadBad)
        :: readings[at(g, p)] == ReadNothing -> finish(g, p, Silent, ReadNothing)
        :: readings[at(g, p)] == ReadElsewhere -> finish(g, p, Elsewhere, ReadElsewhere)
        fi;
        tidy()
    }
ended:
    false
}

#ifdef MUTANT_SILENCE_IS_GOOD
#define isGood(c) (c == Verified || c == Reused || c == Elsewhere || c == Silent)
#else
#define isGood(c) (c == Verified || c == Reused || c == Elsewhere)
#endif

#if PATHS == 1
#define isDecided(g) (claim[at(g, 0)] >= Verified)
#elif PATHS == 2
#define isDecided(g) (claim[at(g, 0)] >= Verified && claim[at(g, 1)] >= Verified)
#elif PATHS == 3
#define isDecided(g) (claim[at(g, 0)] >= Verified && claim[at(g, 1)] >= Verified && claim[at(g, 2)] >= Verified)
#else
#define isDecided(g) \
    (claim[at(g, 0)] >= Verified && claim[at(g, 1)] >= Verified && claim[at(g, 2)] >= Verified && \
        claim[at(g, 3)] >= Verified)
#endif

/* What no longer matters must not distinguish states. */
inline forget(g) {
    k = 0;
    do
    :: k < PATHS ->
        claim[at(g, k)] = Waits;
        readings[at(g, k)] = 0;
        refusedSince[at(g, k)] = false;
        asked[at(g, k)] = false;
        k++
    :: else -> break
    od;
    running[g] = 0;
    k = 0;
    do
    :: k < BACKENDS -> unanswered[g * BACKENDS + k] = 0; slow[g * BACKENDS + k] = false; k++
    :: else -> break
    od
}

/* Schedule.init, ClaimRunner.run, Gatekeeper.check */
proctype Gate(byte g) {
    byte b, k, bad, silent, q, leader;
    bool good;

    /* A gate may start at any time after the one before it, with the ledger that is there then. */
    atomic {
        g == 0 || begun[g - 1];
        uses[g] = current;
        begun[g] = true;
        alive[g] = true;
        timely[g] = true;
        if
        :: visible[g] = true
        :: visible[g] = false
        fi;
        if
        :: lenient[g] = true
        :: lenient[g] = false
        fi;
        b = 0;
        do
        :: b < BLOBS ->
            k = 0;
            do
            :: k < BACKENDS ->
                proven[g * BLOBS + b] = proven[g * BLOBS + b] || proof[in(current, path(b, k))] != None;
                k++
            :: else -> break
            od;
            k = 0;
            do
            :: k < BACKENDS ->
                claim[at(g, path(b, k))] = ((k == 0 || proven[g * BLOBS + b]) -> Ready : Waits);
                k++
            :: else -> break
            od;
            b++
        :: else -> break
        od;
        b = 0;
        k = 0
    }

deciding:
    atomic {
        acts(g) && isDecided(g);
#ifdef OPINIONS
        /* SecondOpinions.next, then Schedule.release: one withheld claim is read after all. */
        b = 0;
        do
        :: b < PATHS && claim[at(g, b)] == Withheld && !asked[at(g, b)] ->
            asked[at(g, b)] = true;
            claim[at(g, b)] = Ready;
            settle(g);
            b = 0;
            k = 0;
            q = 0;
            goto deciding
        :: b < PATHS -> b++
        :: b == PATHS -> break
        od;
#endif
        /* LedgerKeeper.releaseAll */
        if
        :: uses[g] != NOWHERE ->
            b = 0;
            do
            :: b < PATHS -> release(g, uses[g], b); b++
            :: else -> break
            od
        :: else
        fi;
        good = true;
        b = 0;
        do
        :: b < PATHS ->
            good = good && isGood(claim[at(g, b)]);
            bad = 0;
            k = 0;
            do
            :: k < BACKENDS -> bad = bad + (claim[at(g, path(blob(b), k))] == Bad -> 1 : 0); k++
            :: else -> break
            od;
            property(REASON, claim[at(g, b)] != Withheld || bad > 0);
            silent = 0;
            k = 0;
            do
            :: k < BLOBS -> silent = silent + (claim[at(g, path(k, backend(b)))] == Silent -> 1 : 0); k++
            :: else -> break
            od;
            property(REASON, claim[at(g, b)] != GivenUp || silent > 0);
            b++
        :: else -> break
        od;
        b = 0;
        do
        :: b < PATHS -> property(VERIFIED_IS_GOOD, !good || readGood[b] || claim[at(g, b)] == Elsewhere); b++
        :: else -> break
        od;
        done[g] = true;
        forget(g);
        b = 0;
        k = 0;
        bad = 0;
        silent = 0;
        good = false
    }
    false
}

#ifdef MUTANT_NO_EXPIRY
#define expires(l, p) false
#else
#ifdef MUTANT_NO_RENEWAL
#define expires(l, p) true
#else
#define expires(l, p) (!acts(lease[in(l, p)] - 1) || uses[lease[in(l, p)] - 1] != l)
#endif
#endif

/* Leases that nobody renews expire. A gate that is alive renews in time, unless it is suspended or gave the ledger up. */
proctype Time(byte l; byte p) {
    byte h;
    do
    :: atomic {
        lease[in(l, p)] != 0 && !expired[in(l, p)] && expires(l, p) -> expired[in(l, p)] = true
    }
    od
}

/* What happens to a gate. */
proctype Trouble(byte g) {
    byte p, k;
    do
    :: atomic { begun[g] && acts(g) && !done[g] && kills < KILLS -> kills++; alive[g] = false; forget(g); k = 0 }
    :: atomic { begun[g] && acts(g) && !done[g] && pauses < PAUSES -> pauses++; paused[g] = true; timely[g] = false }
    /* Its next renewal revives the leases that nobody has taken over. */
    :: atomic {
        paused[g] -> paused[g] = false;
        if
        :: uses[g] != NOWHERE ->
            p = 0;
            do
            :: p < PATHS ->
                if
                :: lease[in(uses[g], p)] == g + 1 -> expired[in(uses[g], p)] = false
                :: else
                fi;
                p++
            :: else -> break
            od;
            p = 0
        :: else
        fi
    }
    :: atomic {
        begun[g] && acts(g) && !done[g] && uses[g] != NOWHERE && errors < ERRORS ->
            errors++; uses[g] = NOWHERE; timely[g] = false
    }
    od
}

/* The file is lost: gates that have it open keep it, and later ones start with an empty one. */
proctype Loss() {
    do
    :: atomic { losses < LOSSES -> losses++; current++ }
    od
}

/* When nothing more can happen, every gate that is alive has ended. */
proctype Monitor() {
    byte g;

    atomic {
        timeout;
        g = 0;
        do
        :: g < GATES -> property(NO_DEADLOCK, begun[g] && (done[g] || !alive[g])); g++
        :: else -> break
        od
    }
}

/* From none to all of the troubles happen: one that may still happen must not hide that nothing else does. */
inline choose(count, most) {
    do
    :: count < most -> count++
    :: break
    od
}

init {
    byte g, p, l;
    atomic {
        choose(kills, KILLS);
        choose(pauses, PAUSES);
        choose(losses, LOSSES);
        choose(errors, ERRORS);
        choose(demotions, DEMOTIONS);
        run Monitor();
        p = 0;
        do
        :: p < PATHS ->
            if
            :: proof[in(0, p)] = Old; readGood[p] = true
            :: proof[in(0, p)] = None
            fi;
            l = 0;
            do
            :: l < LEDGERS -> run Time(l, p); l++
            :: else -> break
            od;
            p++
        :: else -> break
        od;
        run Loss();
        g = 0;
        do
        :: g < GATES ->
            run Gate(g);
            run Trouble(g);
            p = 0;
            do
            :: p < PATHS -> run Worker(g, p); p++
            :: else -> break
            od;
            g++
        :: else -> break
        od
    }
}
