package import Record

extension FindingCode {
    /// The fault in a few words, for the heading of a finding.
    package var title: String {
        switch self {
        case .contentDigest: "wrong bytes"
        case .contentSize: "wrong size"
        case .contentTrailing: "extra bytes after the end"
        case .contentEncoded: "body encoded in transit"
        case .contentFlapping: "bad, then good"
        case .contentCut: "body always ends just before its end"
        case .contentRange: "parts differ from the whole"
        case .contentHeader: "reply declares a different digest"
        case .contentUnpack: "layer does not decompress"
        case .contentTar: "layer is not a tar archive"
        case .contentDiffID: "layer unpacks to something else"
        case .contentConfig: "configuration cannot be used"
        case .contentEmbedded: "embedded data is wrong"
        case .contentManifest: "invalid manifest"
        case .contentManifestLimit: "manifest too large for nodes"
        case .contentMediaType: "contradictory media types"
        case .contentForeign: "wrong bytes at a URL of its descriptor"
        case .contentTagDivergence: "the tag resolves to different images"
        case .contentPin: "not the pinned image"
        case .absenceManifest: "manifest not found"
        case .absenceBlob: "blob not found"
        case .absencePlatform: "no image for the platform"
        case .absenceReferrer: "referrer not listed"
        case .accessResolve: "no backend address"
        case .accessConnect: "no connection"
        case .accessConnectTimeout: "connection timed out"
        case .accessTLS: "TLS failed"
        case .accessEmptyReply: "closed without a reply"
        case .accessTruncated: "body ended early"
        case .accessReset: "connection reset"
        case .accessStalled: "stalled"
        case .accessSlow: "transfer too slow"
        case .accessProtocol: "not HTTP"
        case .accessServerError: "server error"
        case .accessRateLimited: "rate limited"
        case .accessStatus: "unexpected status"
        case .accessCredentials: "credentials refused"
        case .accessTokenServer: "no token from the token server"
        case .accessRedirect: "redirect not followed"
        case .accessStorageRefused: "refused by object storage"
        case .accessHeadLimit: "response headers too large"
        case .accessManifestLimit: "manifest too large"
        case .accessIndexWidth: "index too wide"
        case .accessIndexDepth: "indexes nested too deep"
        case .accessAlgorithm: "unsupported digest algorithm"
        case .accessSchema1: "schema 1 manifest"
        case .accessReferrers: "unusable referrers list"
        case .accessForeign: "foreign layer stored elsewhere"
        case .accessWithheld: "not pulled, to avoid spreading damage"
        case .accessGivenUp: "gave up on the backend"
        case .accessDeadline: "deadline passed"
        case .accessInterrupted: "interrupted"
        case .accessLocalLimit: "limit of this machine"
        case .accessOther: "transfer failed"
        }
    }

    /// What it means for the deploy, in one or two sentences.
    package var meaning: String {
        switch self {
        case .contentDigest:
            "The bytes are not those that the digest names: a node that pulls from this backend refuses the image. Length, "
                + "ETag and Docker-Content-Digest cannot show this."
        case .contentSize:
            "The size is not the one in the manifest: a truncated or replaced object is stored or cached."
        case .contentTrailing: "The first bytes are right, but more follow: the object was doubled or joined wrongly."
        case .contentEncoded:
            "The reply has a Content-Encoding that does not lead to the right bytes. containerd asks for coded content and decodes "
                + "it before hashing, other clients do not: nodes refuse the image."
        case .contentFlapping:
            "Two reads of the same path differed. Some nodes will get the bad bytes; a retry is a matter of luck."
        case .contentCut:
            "Every read ends at the same byte just before the end, although the reply declares the right length: something in "
                + "front verifies the bytes and does not pass wrong ones on. A retry does not help, and no node gets the content."
        case .contentRange:
            "The whole body is right, but the reply to a request for a part of it (Range) is not. Nodes request parts when "
                + "they resume a download or download in parallel, and then refuse the image."
        case .contentHeader:
            "The backend's Docker-Content-Digest is not the digest of the requested content. Nodes that resolve a tag trust "
                + "it and then request the wrong bytes, or none at all. Few clients read it when they pull by digest."
        case .contentUnpack:
            "The bytes match the digest, but nodes cannot decompress them: they were built or packed incorrectly, or in a format "
                + "that only some kinds of nodes read."
        case .contentTar:
            "The bytes match the digest and decompress, but no node can unpack the archive inside."
        case .contentDiffID:
            "The layer is intact, but it is not the one that the image's configuration describes: nodes that check refuse "
                + "the image after pulling it."
        case .contentConfig:
            "The configuration matches its digest but does not describe the layers of the image: nodes cannot start it."
        case .contentEmbedded:
            "A descriptor embeds its content in data, and that content does not match its digest and size. Clients that use "
                + "it see different content from clients that pull the blob, or refuse the image."
        case .contentManifest:
            "The bytes match the digest, but no client can use them, or some kinds of nodes refuse them."
        case .contentManifestLimit:
            "The bytes match the digest, but nodes refuse to read a manifest of this size, however often they try."
        case .contentMediaType:
            "Nodes take the type of a manifest from Content-Type, or from the index that lists it, not from the document: "
                + "they refuse the image, or two clients interpret the same bytes differently."
        case .contentForeign:
            "The descriptor lists URLs, and nodes ask them before the registry. One of them serves bytes with another hash, "
                + "so nodes refuse the image, even if the registry has the right bytes."
        case .contentTagDivergence: "Nodes would run different images, depending on which backend answers."
        case .contentPin:
            "The name leads to a different image from the one that was verified and pinned, or that is on disk: the deploy "
                + "would start an image that nobody checked."
        case .absenceManifest, .absenceBlob: "A node that pulls from this backend gets \"not found\" and cannot start."
        case .absencePlatform: "Nodes of this platform cannot start the image."
        case .absenceReferrer:
            "Another backend lists a signature, an attestation or a similar referrer for this image, but this one does not. "
                + "Clients of this backend treat the image as unsigned or unchecked."
        case .accessResolve: "No backend can be reached: nothing is known about the bytes."
        case .accessConnect, .accessConnectTimeout:
            "The backend does not accept connections: nothing is known about its bytes."
        case .accessTLS: "The backend cannot prove that it is the registry: nodes will refuse it too."
        case .accessEmptyReply, .accessReset, .accessProtocol, .accessOther:
            "The HTTP exchange failed: nothing is known about the bytes."
        case .accessTruncated:
            "The connection closed in the middle of the body: the server died, or the file system of a cache is full or "
                + "read-only. The bytes that arrived may be right."
        case .accessStalled, .accessSlow:
            "The backend kept the connection open without sending: it hangs, is overloaded, or a damaged cache file is "
                + "shorter than it should be."
        case .accessServerError, .accessStatus: "The backend answers, but not with the content."
        case .accessRateLimited: "The backend limits the rate of requests."
        case .accessCredentials:
            "The registry does not let these credentials, or anonymous users, read this repository."
        case .accessTokenServer: "No token could be obtained, so nothing could be requested from the backend."
        case .accessRedirect:
            "The backend redirects clients to a place that nodes cannot reach, or that Blobgate does not follow."
        case .accessStorageRefused:
            "The registry redirects clients to its storage, and the storage rejects the signed URL: nodes are refused in the "
                + "same way. The registry credentials are not the problem."
        case .accessHeadLimit:
            "No registry sends response headers of this size, and clients reject them: nothing is known about the bytes."
        case .accessManifestLimit: "Clients are not required to accept a manifest of this size."
        case .accessIndexWidth, .accessIndexDepth:
            "The index matches its digest but leads to more manifests than a run follows: nothing is known about the content "
                + "below it."
        case .accessAlgorithm: "The digest cannot be computed here, so nothing can be proven about these bytes."
        case .accessSchema1:
            "The manifest is a Docker schema 1 manifest, whose digest does not cover its signatures: it cannot be proven "
                + "here, and current clients do not pull it."
        case .accessReferrers:
            "The referrers of the image, such as its signatures, are not known on this backend: nothing is known about their "
                + "bytes."
        case .accessForeign:
            "Nodes fetch this layer from the URLs in its descriptor, and ask the registry only if none of them has it. Nothing "
                + "is known about the bytes there."
        case .accessWithheld:
            "This blob was never proven before, and the first backend read served bad bytes. A pull through the others "
                + "could fill their caches with the same bad bytes."
        case .accessGivenUp:
            "The backend did not answer several times in a row, so the run stopped waiting for it: nothing is known about "
                + "these bytes there."
        case .accessDeadline: "The run reached its deadline before this could be proven."
        case .accessInterrupted: "The run was interrupted before this could be proven."
        case .accessLocalLimit:
            "This machine ran out of open files, threads or memory before the request could be sent or finished: nothing is "
                + "known about the bytes, and no backend is to blame."
        }
    }

    /// What to do about it, in one or two sentences.
    package var remedy: String {
        switch self {
        case .contentDigest, .contentSize, .contentTrailing:
            "If other backends serve it intact, remove this blob from the cache of the bad backend only. If all serve the "
                + "same bad bytes, the storage is bad: replace the object there first, then purge every cache. Pushing the "
                + "image again does not replace a stored blob."
        case .contentEncoded: "Turn off compression for registry paths on the proxy."
        case .contentFlapping: "Take the backend out of rotation until its cache or storage is checked."
        case .contentCut:
            "Check the content behind the backend: read it from the storage, or from the upstream of a pull-through cache. A "
                + "proxy that verifies while it streams ends a wrong body early. Also check its limits for large bodies."
        case .contentRange:
            "Find out what changes replies by the kind of request: the slices of a cache, a proxy that rewrites, or several "
                + "machines at one address. Until then, take the backend out of rotation."
        case .contentHeader:
            "Find out what sets Docker-Content-Digest on the backend or its proxy, and purge the reply from its cache; "
                + "--depth full hashes the bytes themselves."
        case .contentUnpack, .contentTar:
            "Build and push the layer again: it was built incorrectly; no cache or storage is to blame."
        case .contentDiffID, .contentConfig:
            "Build and push the image again: its configuration and layers do not match."
        case .contentEmbedded, .contentManifest: "Build and push the image again."
        case .contentManifestLimit:
            "Build the image again with a smaller manifest: fewer entries in the index, fewer or shorter annotations, no "
                + "embedded data."
        case .contentMediaType:
            "The server, or a proxy in front of it, sets Content-Type: compare what each of them sends for this URL, and "
                + "correct that configuration. If the document itself declares another type, push the image again."
        case .contentForeign:
            "Repair or remove the file at the URL; or push the image again without URLs in its descriptors."
        case .contentPin:
            "Find out who has pushed the tag since. If the change is intended, check the image and write new pins (--pin). If "
                + "not, push the pinned image again, or deploy it by digest, which does not depend on the tag."
        case .contentTagDivergence:
            "Wait for replication, or push the tag again; deploy by digest to be independent of tags."
        case .absenceManifest, .absenceBlob:
            "If other backends have it, wait for replication or repair it. If none has it, push the image again."
        case .absencePlatform: "Build the image for this platform, or drop the platform."
        case .absenceReferrer:
            "Wait for replication or repair it, or attach the referrer again. If the tag schema is in use, two writers may "
                + "have overwritten each other's list."
        case .accessResolve:
            "Check the registry's name, or configure its backends in blobgate.yaml or with --backend."
        case .accessConnect, .accessConnectTimeout, .accessEmptyReply, .accessReset, .accessOther:
            "Check that the backend is up, or take it out of rotation; then run recheck."
        case .accessTLS: "Check the certificate of the backend and the ca of the registry in blobgate.yaml."
        case .accessTruncated, .accessStalled, .accessSlow:
            "Check the backend's error log, disk space and load; then run recheck."
        case .accessProtocol, .accessStatus: "Request the URL by hand and check the backend's log."
        case .accessServerError: "Check the backend's error log; then run recheck."
        case .accessRateLimited:
            "Log in (docker login), since limits for users are higher; or ask for less: --platform OS/ARCH reads one platform, "
                + "--backend NAME=ADDRESS one address of the registry. Or wait. Then run recheck, which does not pull again what "
                + "is proven."
        case .accessCredentials:
            "Log in to the registry with credentials that may read it (docker login), or repair the credential helper; "
                + "then run again."
        case .accessTokenServer: "Check the token server; then run recheck."
        case .accessRedirect: "Check where the backend redirects to."
        case .accessStorageRefused:
            "Compare the clocks of registry and storage, and check the registry's signing key; then run recheck."
        case .accessHeadLimit: "Request the URL by hand (curl -v), and find out what adds the headers."
        case .accessManifestLimit: "Check what was pushed under this name."
        case .accessIndexWidth: "Check what was pushed under this name, or select platforms with --platform."
        case .accessIndexDepth: "Check what was pushed under this name, and push a single index of all manifests."
        case .accessAlgorithm: "Use sha256 or sha512 digests."
        case .accessSchema1: "Push the image again as schema 2 or OCI, for example with skopeo copy --format v2s2."
        case .accessReferrers: "Request the URL by hand; or drop --referrers if your nodes do not use referrers."
        case .accessForeign:
            "Run again with --foreign, which pulls and proves it from its URLs; or push the image without URLs in its "
                + "descriptors, and deploy that."
        case .accessWithheld: "Fix the bad backend, then run recheck; it checks the others too."
        case .accessGivenUp: "Fix the backend, or take it out of rotation; then run recheck."
        case .accessDeadline: "Run again: existing proofs are reused. Or allow more time with --deadline."
        case .accessInterrupted: "Run again: existing proofs are reused."
        case .accessLocalLimit:
            "Raise the limit (ulimit -n and -u, LimitNOFILE= and TasksMax= of systemd, --ulimit and --pids-limit of a "
                + "container), or lower --jobs; then run recheck."
        }
    }
}
