/* SPDX-License-Identifier: MIT */
/*
 * What is wrong with a bundle, in words.
 */
#include "bundle.h"

static const char *const texts[BUNDLE_ERRORS] = {
    [BUNDLE_OK] = "no defect",
    [BUNDLE_TRUNCATED] = "ends inside of its header or table",
    [BUNDLE_BAD_MAGIC] = "not a bundle: wrong magic",
    [BUNDLE_BAD_VERSION] = "unknown version of the format",
    [BUNDLE_BAD_HEADER_LENGTH] = "wrong length of the header",
    [BUNDLE_BAD_LENGTH] = "wrong length of the bundle",
    [BUNDLE_BAD_MANIFEST_OFFSET] = "manifest is not behind the table",
    [BUNDLE_BAD_MANIFEST_LENGTH] = "wrong length of the manifest",
    [BUNDLE_BAD_SEGMENT_COUNT] = "wrong number of segments",
    [BUNDLE_BAD_RESERVED] = "reserved field is not zero",
    [BUNDLE_SEGMENT_MISALIGNED] = "segment does not begin with a page",
    [BUNDLE_SEGMENT_EMPTY] = "segment takes no memory",
    [BUNDLE_SEGMENT_SIZE] = "segment stores more than it takes in memory",
    [BUNDLE_SEGMENT_RANGE] = "segment outside of the range for bundles",
    [BUNDLE_SEGMENT_ORDER] = "segments do not ascend by address",
    [BUNDLE_SEGMENT_OVERLAP] = "segment shares a page with the one before",
    [BUNDLE_SEGMENT_RIGHTS] = "segment's rights are none of r, rw, rx",
    [BUNDLE_WRITABLE_EXECUTABLE] = "segment is writable and executable",
    [BUNDLE_DATA_OVERLAP] = "segment's bytes overlap what is before them",
    [BUNDLE_DATA_GAP] = "gap before the segment's bytes",
    [BUNDLE_DATA_END] = "segments' bytes do not end with the bundle",
    [BUNDLE_BAD_ENTRY] = "entry is outside of executable segments",
    [BUNDLE_HEADER_DIGEST] = "digest of header and table is wrong",
    [BUNDLE_MANIFEST_DIGEST] = "digest of the manifest is wrong",
    [BUNDLE_SEGMENT_DIGEST] = "digest of the segment is wrong",
    [BUNDLE_MANIFEST_SYNTAX] = "neither [section], key = value nor comment",
    [BUNDLE_MANIFEST_SECTION] = "unknown section",
    [BUNDLE_MANIFEST_KEY] = "unknown key in this section",
    [BUNDLE_MANIFEST_TWICE] = "key stands there twice",
    [BUNDLE_MANIFEST_MISSING] = "id or version is missing",
    [BUNDLE_MANIFEST_TEXT] = "text is too long or has wrong characters",
    [BUNDLE_MANIFEST_NUMBER] = "value is not a number",
    [BUNDLE_MANIFEST_RANGE] = "number is out of its range",
    [BUNDLE_MANIFEST_PAGES] = "size is not of whole pages",
    [BUNDLE_MANIFEST_SERVICE] = "service is unknown or stands there twice",
    [BUNDLE_MANIFEST_PERIOD] = "period is below the budget",
    [BUNDLE_MANIFEST_QUOTA] = "image, stack and heap exceed the quota",
};

const char *bundle_error_text(enum bundle_error error)
{
    return (unsigned)error < BUNDLE_ERRORS ? texts[error] : "unknown error";
}
