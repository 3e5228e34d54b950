package import Record

extension FindingCode {
    /// The fault in a few words, for the head of a finding.
    package var title: String {
        switch self {
        case .contentDigest: "wrong bytes"
        case .contentSize: "wrong size"
        case .contentTrailing: "bytes after the end"
        case .contentEncoded: "body encoded on its way"
        case .contentFlapping: "bad, then good"
        case .contentHeader: "reply names another digest"
        case .contentUnpack: "layer does not decompress"
        case .contentTar: "layer is no tar archive"
        case .contentDiffID: "layer unpacks to something else"
        case .contentConfig: "configuration cannot be used"
        case .contentEmbedded: "embedded data is wrong"
        case .contentManifest: "manifest makes no sense"
        case .contentMediaType: "contradictory media types"
        case .contentTagDivergence: "the tag names different images"
        case .contentPin: "not the image that was pinned"
        case .absenceManifest: "manifest not there"
        case .absenceBlob: "blob not there"
        case .absencePlatform: "no image for the platform"
        case .absenceReferrer: "referrer not listed"
        case .accessResolve: "name has no address"
        case .accessConnect: "no connection"
        case .accessConnectTimeout: "no connection in time"
        case .accessTLS: "TLS failed"
        case .accessEmptyReply: "closed without an answer"
        case .accessTruncated: "body ended early"
        case .accessReset: "connection reset"
        case .accessStalled: "stalled"
        case .accessSlow: "too slow to count as moving"
        case .accessProtocol: "not HTTP"
        case .accessServerError: "server error"
        case .accessRateLimited: "rate limited"
        case .accessStatus: "unexpected status"
        case .accessCredentials: "credentials refused"
        case .accessTokenServer: "token server out of reach"
        case .accessRedirect: "redirect not followed"
        case .accessStorageRefused: "object storage refused"
        case .accessHeadLimit: "head of the reply too large"
        case .accessManifestLimit: "manifest too large"
        case .accessIndexWidth: "index too wide"
        case .accessIndexDepth: "indexes nested too deep"
        case .accessAlgorithm: "digest algorithm unknown"
        case .accessSchema1: "manifest of schema 1"
        case .accessReferrers: "list of referrers cannot be used"
        case .accessForeign: "foreign layer kept elsewhere"
        case .accessWithheld: "not pulled, to do no harm"
        case .accessGivenUp: "backend given up"
        case .accessDeadline: "deadline passed"
        case .accessInterrupted: "interrupted"
        case .accessOther: "transfer failed"
        }
    }

    /// What it means for the deploy: one or two sentences.
    package var meaning: String {
        switch self {
        case .contentDigest:
            "The reply had the declared length and hashes to something else: a node that pulls from this backend "
                + "refuses the image. Length, ETag and Docker-Content-Digest cannot show this."
        case .contentSize:
            "The reply was complete by its own declaration, with another size than the manifest says: a cut or "
                + "replaced object is stored or cached."
        case .contentTrailing: "The first bytes are right and more follow: a doubled or badly joined object."
        case .contentEncoded:
            "The reply has a Content-Encoding though none was asked for. containerd decodes the body before it hashes it, "
                + "and other clients do not: whatever the bytes are, some nodes refuse them."
        case .contentFlapping:
            "Two reads of the same path differed. Some nodes will get the bad bytes; a second try is luck."
        case .contentHeader:
            "The backend's Docker-Content-Digest is not the digest of what was asked for. Nodes that resolve a tag believe "
                + "it, and then ask for other bytes or for none; where a digest was asked for, few clients read it."
        case .contentUnpack:
            "The bytes are those that were asked for, and no node can decompress them: they were built or packed wrong."
        case .contentTar:
            "The bytes are those that were asked for and decompress, and no node can unpack the archive in them."
        case .contentDiffID:
            "The layer is intact and is not the one that the image's configuration describes: nodes that compare refuse "
                + "the image after pulling it."
        case .contentConfig:
            "The configuration's bytes are those that were asked for, and it does not describe the layers of the image: "
                + "nodes cannot start it."
        case .contentEmbedded:
            "A descriptor holds its content in data, and that is not what its digest and size say: clients that use it see "
                + "another content than those that pull it, or refuse the image."
        case .contentManifest: "The bytes are those that were asked for, and no client can use them."
        case .contentMediaType: "Two clients may take the same bytes for different things."
        case .contentTagDivergence: "Nodes would run different images, depending on who answers them."
        case .contentPin:
            "The name leads to another image than the one that was verified and pinned, or that lies on disk: the deploy would "
                + "start what nobody looked at."
        case .absenceManifest, .absenceBlob: "A node that asks this backend gets \"not found\" and cannot start."
        case .absencePlatform: "Nodes of this platform cannot start the image."
        case .absenceReferrer:
            "Another backend lists a signature, an attestation or the like for this image, and this one does not: who asks "
                + "here takes the image for unsigned, or for one that nobody has looked at."
        case .accessResolve: "Nobody can be asked: nothing is known about the bytes."
        case .accessConnect, .accessConnectTimeout:
            "The backend does not take connections: nothing is known about its bytes."
        case .accessTLS: "The backend cannot prove to be the registry: nodes will refuse it too."
        case .accessEmptyReply, .accessReset, .accessProtocol, .accessOther:
            "The exchange broke: nothing is known about the bytes."
        case .accessTruncated:
            "The connection was closed in the middle of the body: a server that died, or a cache whose file system is "
                + "full or read only. The bytes that came may be right."
        case .accessStalled, .accessSlow:
            "The backend held the connection without sending: it hangs, is overloaded, or a damaged cache file is "
                + "shorter than it should be."
        case .accessServerError, .accessStatus: "The backend answers, and not with the bytes."
        case .accessRateLimited: "The backend asks to be asked less often."
        case .accessCredentials:
            "The registry does not let these credentials, or anonymous users, read this repository."
        case .accessTokenServer: "No token could be had, so the backend could not be asked."
        case .accessRedirect: "The backend sends clients somewhere that Blobgate does not follow."
        case .accessStorageRefused:
            "The registry sends clients to its storage, and that does not take the signed URL: nodes are refused in the same "
                + "way. The credentials of the registry are not in question."
        case .accessHeadLimit:
            "No reply of a registry has such a head, and clients refuse it: nothing is known about the bytes."
        case .accessManifestLimit: "Clients need not accept a manifest of this size."
        case .accessIndexWidth, .accessIndexDepth:
            "The index is what was asked for and leads to more than a run follows: nothing is known about what lies "
                + "below it."
        case .accessAlgorithm: "The digest cannot be computed here, so nothing can be proven about these bytes."
        case .accessSchema1:
            "The manifest is of Docker's schema 1, whose digest leaves its signatures out: it cannot be proven here, and "
                + "current clients do not pull it."
        case .accessReferrers:
            "What refers to the image, such as its signatures, is not known on this backend: nothing is known about those "
                + "bytes."
        case .accessForeign:
            "The registry does not hold this layer: nodes fetch it from the URLs that its descriptor names. Nothing is known "
                + "about the bytes there."
        case .accessWithheld:
            "This blob was never proven before and the first backend that was asked served bad bytes. A pull through "
                + "the others could fill their caches with the same."
        case .accessGivenUp:
            "The backend gave no answer several times in a row, so the run did not wait for it any more: nothing is "
                + "known about these bytes there."
        case .accessDeadline: "The run's time was over before this could be proven."
        case .accessInterrupted: "The run was interrupted before this could be proven."
        }
    }

    /// What to do about it: one or two sentences.
    package var remedy: String {
        switch self {
        case .contentDigest, .contentSize, .contentTrailing:
            "If other backends serve it intact, remove this blob from the cache of the bad backend only. If all are bad "
                + "alike, the storage is bad: replace the object there first, then purge every cache. Pushing the "
                + "image again does not replace a stored blob."
        case .contentEncoded: "Switch off compression for registry paths on the proxy."
        case .contentFlapping: "Take the backend out of rotation until its cache or storage is checked."
        case .contentHeader:
            "Look at what sets Docker-Content-Digest on the backend or its proxy, and purge the reply from its cache; "
                + "--depth full shows what the bytes are."
        case .contentUnpack, .contentTar:
            "Build and push the layer again: it was made wrong, and no cache or storage is to blame."
        case .contentDiffID, .contentConfig:
            "Build and push the image again: configuration and layers were put together wrong."
        case .contentEmbedded, .contentManifest, .contentMediaType: "Build and push the image again."
        case .contentPin:
            "Find out who pushed the tag since. If that is wanted, check it and write new pins (--pin); if not, push the "
                + "pinned image again, or deploy it by its digest, to which no tag matters."
        case .contentTagDivergence:
            "Wait for replication, or push the tag again; deploy by digest to be independent of tags."
        case .absenceManifest, .absenceBlob:
            "If other backends have it, let replication finish or repair it. If none has it, push the image again."
        case .absencePlatform: "Build the image for this platform, or leave the platform out."
        case .absenceReferrer:
            "Let replication finish or repair it, or attach the referrer again; where the tag schema is used, two writers may "
                + "have overwritten each other's list."
        case .accessResolve: "Check the registry's name, or name its backends in blobgate.yaml or with --backend."
        case .accessConnect, .accessConnectTimeout, .accessEmptyReply, .accessReset, .accessOther:
            "Check that the backend is up, or take it out of rotation; then run recheck."
        case .accessTLS: "Check the certificate of the backend and the ca of the registry in blobgate.yaml."
        case .accessTruncated, .accessStalled, .accessSlow:
            "Look at the backend's error log, its disk space and its load; then run recheck."
        case .accessProtocol, .accessStatus: "Ask the URL by hand and look at the backend's log."
        case .accessServerError: "Look at the backend's error log; then run recheck."
        case .accessRateLimited: "Wait, or lower --jobs; then run recheck."
        case .accessCredentials:
            "Log in to the registry with credentials that may read it (docker login), or repair the helper that keeps them; "
                + "then run again."
        case .accessTokenServer: "Check the token server; then run recheck."
        case .accessRedirect: "Check where the backend redirects to."
        case .accessStorageRefused:
            "Compare the clocks of registry and storage, and check the key that the registry signs with; then run recheck."
        case .accessHeadLimit: "Ask the URL by hand (curl -v), and look at what adds fields on the way."
        case .accessManifestLimit: "Check what was pushed under this name."
        case .accessIndexWidth: "Check what was pushed under this name, or name the platforms with --platform."
        case .accessIndexDepth: "Check what was pushed under this name, and push one index of all manifests."
        case .accessAlgorithm: "Use sha256 or sha512 digests."
        case .accessSchema1: "Push the image again as schema 2 or OCI, for example with skopeo copy --format v2s2."
        case .accessReferrers: "Ask the URL by hand; or leave --referrers out, if nodes ask for none."
        case .accessForeign:
            "Run again with --foreign, which pulls and proves it from its https URLs; or push the image with its foreign "
                + "layers, and deploy that."
        case .accessWithheld: "Heal the bad backend, then run recheck; it looks at the others too."
        case .accessGivenUp: "Heal the backend, or take it out of rotation; then run recheck."
        case .accessDeadline: "Run again: what was proven is kept. Or give more time with --deadline."
        case .accessInterrupted: "Run again: what was proven is kept."
        }
    }
}
